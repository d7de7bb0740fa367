import { main } from './main.ts';

await main('mapr', import.meta.url);
