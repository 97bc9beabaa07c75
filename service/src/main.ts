// The one entry, of the process and of its threads; a thread loads nothing of the service but its own work.
import { isMainThread } from 'node:worker_threads';

const [, , mode] = process.argv;

if (!isMainThread) {
  await import('./factorial/factorial-worker.ts');
} else if (mode === undefined) {
  const { serve } = await import('./service-process.ts');
  await serve();
} else if (mode === '--fill-compile-cache') {
  const { fillCompileCache } = await import('./service-process.ts');
  await fillCompileCache();
} else {
  console.error(`Unknown argument ${mode}: the service is configured by its environment.`);
  process.exit(2);
}
