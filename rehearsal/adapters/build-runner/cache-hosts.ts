import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A cache's directory that one build has for itself. */
export interface CacheHost {
  directory: string;
  /** Gives it back, for later builds or to be removed. */
  release(keep: boolean): Promise<void>;
}

/** In the name of a directory that a build has. Where no build of this engine has it, its build was killed. */
const USED = '.used';

/**
 * Local caches below a folder, `<cache>/<host>`: CodeBuild keeps a local cache on the host that ran the build, and a host runs
 * one build at a time. So builds that overlap never share one: each takes the first host that is free, and there are as many
 * as builds ran at once. A directory is renamed while a build has it: what an engine that was killed left is never used again.
 * Source: CodeBuild user guide, "Local caching" (which host a build gets is unverified).
 */
export class CacheHosts {
  readonly #folder: string;
  readonly #held = new Set<string>();
  readonly #forgotten = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async take(cacheId: string): Promise<CacheHost> {
    const host = this.#firstFree(cacheId);
    const kept = join(this.#folder, cacheId, host);
    const directory = kept + USED;
    try {
      await rm(directory, { recursive: true, force: true });
      await mkdir(join(this.#folder, cacheId), { recursive: true });
      await rename(kept, directory).catch(whenMissing(() => mkdir(directory)));
    } catch (error) {
      this.#held.delete(`${cacheId}/${host}`);
      throw error;
    }
    return {
      directory,
      release: async (keep) => {
        if (keep && !this.#forgotten.has(cacheId)) await rename(directory, kept);
        else await rm(directory, { recursive: true, force: true, maxRetries: 3 });
        this.#held.delete(`${cacheId}/${host}`);
      },
    };
  }

  /** Hosts that builds have go with them. */
  async forget(cacheId: string): Promise<void> {
    this.#forgotten.add(cacheId);
    const hosts = await readdir(join(this.#folder, cacheId)).catch(whenMissing(() => Promise.resolve([])));
    for (const host of hosts)
      if (!this.#held.has(`${cacheId}/${host.replace(USED, '')}`))
        await rm(join(this.#folder, cacheId, host), { recursive: true, force: true, maxRetries: 3 });
  }

  #firstFree(cacheId: string): string {
    for (let host = 1; ; host += 1) {
      const key = `${cacheId}/${host}`;
      if (this.#held.has(key)) continue;
      this.#held.add(key);
      return String(host);
    }
  }
}

function whenMissing<T>(instead: () => Promise<T>): (error: NodeJS.ErrnoException) => Promise<T> {
  return (error) => {
    if (error.code === 'ENOENT') return instead();
    throw error;
  };
}
