// The pinned Node comes as one optional package a platform, and all of them bring a `node` command. npm 10 drops the
// command of the right one when it removes the others, so after an install it is linked again. npm scripts find it there.
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url));
const pinned = `node-${process.platform}-${process.arch}/bin/node`;

if (existsSync(modules + pinned)) {
  rmSync(`${modules}.bin/node`, { force: true });
  symlinkSync(`../${pinned}`, `${modules}.bin/node`);
}
