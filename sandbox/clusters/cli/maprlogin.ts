import { main } from './main.ts';

await main('maprlogin', import.meta.url);
