import { extname } from 'node:path';

/** The file that started the process: `main.ts` in a checkout, `main.js` built by Nest, `main.mjs` the bundle itself. */
export const ENTRY = new URL(`./main${extname(import.meta.url)}`, import.meta.url);
