import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A process has no root of its own here, so an environment value that is a path of the image (it, or the folder it would
 * lie in, is in the image) is given as the path under the image's root. Everything else stays as it is.
 */
export function underImageRoot(value: string, root: string): string {
  if (!value.startsWith('/') || value === '/' || value.includes(':')) return value;
  const translated = join(root, value);
  const parent = dirname(value);
  return existsSync(translated) || (parent !== '/' && existsSync(join(root, parent))) ? translated : value;
}
