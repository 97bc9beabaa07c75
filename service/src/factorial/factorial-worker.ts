// Entry of a worker thread; also started as it stands by Node's type stripping, hence erasable syntax only.
import { parentPort } from 'node:worker_threads';
import { factorial } from './factorial.ts';

/** n in, decimal digits out; one request at a time, so answers need no number. */
parentPort?.on('message', (n: number) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
  parentPort?.postMessage(factorial(n).toString());
});
