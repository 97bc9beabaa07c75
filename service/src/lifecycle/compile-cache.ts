import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Beside the bundle. Node keeps one directory in it for each Node version, architecture and uid. */
const DIRECTORY = fileURLToPath(new URL('./compile-cache/', import.meta.url));

/** Portable: the image's build and a container may unpack the bundle at different paths. */
const OPTIONS = { directory: DIRECTORY, portable: true };

/** Filled by the image's build; elsewhere there is none, and none is begun. Reading it needs no writable disk. */
export function useCompileCache(): void {
  if (existsSync(DIRECTORY)) enableCompileCache(OPTIONS);
}

/** The cache holds what is loaded and compiled between the two calls. Fails where it cannot be written. */
export function beginCompileCache(): { write(): void } {
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
  enableCompileCache(OPTIONS);
  return {
    write: () => {
      flushCompileCache();
      const entries = readdirSync(DIRECTORY, { recursive: true, withFileTypes: true });
      // Node itself is silent about a cache it cannot write.
      if (!entries.some((entry) => entry.isFile())) throw new Error(`Node wrote no compile cache to ${DIRECTORY}.`);
    },
  };
}
