// The entry is small because Node's compile cache serves only what is loaded after it was switched on.
import { beginCompileCache, useCompileCache } from './lifecycle/compile-cache.ts';

const [, , mode] = process.argv;

if (mode === undefined) {
  useCompileCache();
  const { serve } = await import('./service-process.ts');
  await serve();
} else if (mode === '--fill-compile-cache') {
  // Run once while the image is built, as the user that will run the service.
  const cache = beginCompileCache();
  const { warmUp } = await import('./service-process.ts');
  await warmUp();
  cache.write();
} else {
  console.error(`Unknown argument ${mode}: the service is configured by its environment.`);
  process.exit(2);
}
