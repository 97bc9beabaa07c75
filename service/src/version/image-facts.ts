import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the image's build wrote into `release.json`, beside the bundle. */
export interface ImageFacts {
  /** Commit the image was built from; null outside an image. */
  readonly gitSha: string | null;
}

/**
 * The file, not the environment, tells what runs: a task definition can be changed without changing the image.
 * No file means a process started from a checkout; a file that is there but cannot be understood is a broken image.
 */
export function readImageFacts(file: URL = new URL('./release.json', import.meta.url)): ImageFacts {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { gitSha: null };
    throw error;
  }
  const facts: unknown = JSON.parse(text);
  const gitSha = typeof facts === 'object' && facts !== null && 'gitSha' in facts ? facts.gitSha : undefined;
  if (typeof gitSha !== 'string' || !/^[A-Za-z0-9._-]{0,64}$/.test(gitSha)) {
    throw new TypeError(`${fileURLToPath(file)} must be {"gitSha": "<commit, or empty>"}, but is ${text}`);
  }
  // Built without the build argument.
  return { gitSha: gitSha === '' ? null : gitSha };
}
