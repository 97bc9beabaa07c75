import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CachePath } from '../../domain/build/buildspec.ts';

/** The directories of a build that cache paths are relative to. */
export type CachePlaces = Record<CachePath['place'], string>;

/**
 * Whether all directories between a place and a path in it are directories, or missing: through a link, what is cached would
 * be read or written elsewhere. `file` is relative to `place`, without `..`.
 */
export async function staysInside(place: string, file: string): Promise<boolean> {
  for (let parent = dirname(file); parent !== '.'; parent = dirname(parent)) {
    const facts = await lstat(join(place, parent)).catch(() => undefined);
    if (facts && !facts.isDirectory()) return false;
  }
  return true;
}

/**
 * Whether a link in a place leads to somewhere in that place: `..` only at its beginning, where no other link can change what
 * it means, and not further than to the place.
 */
export function linksInside(file: string, target: string): boolean {
  if (target.startsWith('/')) return false;
  const parts = target.split('/').filter((part) => part !== '.' && part !== '');
  const up = parts.findIndex((part) => part !== '..');
  const depth = up === -1 ? parts.length : up;
  return !parts.slice(depth).includes('..') && depth < file.split('/').length;
}
