import { parentPort } from 'node:worker_threads';
import { assertNever } from '../kernel/assert-never.ts';
import { messageOf } from '../kernel/aws-error.ts';
import type { RouterCall, RouterReport } from './messages.ts';
import { Router } from './router.ts';

// The router's thread: calls come in as messages, reports go out as messages.
const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread.');

const report = (message: RouterReport): void => port.postMessage(message);
const router = new Router({
  health: (changes) => report({ type: 'health', changes }),
  second: (second) => report({ type: 'second', second }),
  requests: (records) => report({ type: 'requests', records }),
});

port.on('message', (message: RouterCall) => {
  perform(message).then(
    (value) => report({ type: 'reply', call: message.call, ...(value ? { value } : {}) }),
    (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      report({
        type: 'reply',
        call: message.call,
        error: { message: messageOf(error), ...(code === undefined ? {} : { code }) },
      });
    },
  );
});

async function perform(message: RouterCall) {
  switch (message.type) {
    case 'apply':
      return router.apply(message.config);
    case 'counts':
      return router.counts();
    case 'flush':
      router.flush();
      return undefined;
    case 'close':
      await router.close();
      return undefined;
    default:
      return assertNever(message, 'message to the router');
  }
}
