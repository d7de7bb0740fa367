import { main } from './main.ts';

await main('maprcli', import.meta.url);
