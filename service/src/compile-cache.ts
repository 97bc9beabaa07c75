import { readdirSync } from 'node:fs';
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import { rehearseRedirect } from './redirect/redirect-process.ts';
import { rehearseService } from './service-process.ts';

/**
 * Runs both applications for a moment, without a port, so that Node keeps their compiled code: once while the image
 * is built, as the user and with the NODE_COMPILE_CACHE of the service. Fails where no cache can be written.
 */
export async function fillCompileCache(): Promise<void> {
  await rehearseService();
  await rehearseRedirect();
  await loadTheRest();
  flushCompileCache();
  const directory = getCompileCacheDir();
  // Node itself is silent about a cache that it cannot write.
  if (directory === undefined || readdirSync(directory).length === 0) {
    throw new Error(
      `Node wrote no compile cache: NODE_COMPILE_CACHE is ${process.env['NODE_COMPILE_CACHE'] ?? 'not set'}.`,
    );
  }
}

/** What the bundle loads when it is first needed: clients of AWS, the threads' entry. Loading is all it takes. */
async function loadTheRest(): Promise<void> {
  // The entry waits for this, so this must not wait for the entry.
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.mjs') && file !== 'main.mjs');
  for (const file of files) await import(new URL(file, import.meta.url).href);
}
