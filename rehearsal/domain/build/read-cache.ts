import type { CachePath, CacheSection } from './buildspec.ts';
import { BuildspecProblem, refuse, scalar, section, textList } from './buildspec-members.ts';

/**
 * The section `cache`. Throws BuildspecProblem.
 * Source: CodeBuild user guide, "Build specification reference", cache, and "Amazon S3 caching".
 */
export function readCache(value: unknown): CacheSection {
  if (value === undefined) return { paths: [], action: undefined };
  const cache = section(value, 'cache', ['action', 'key', 'fallback-keys', 'paths']);
  refuse(cache.key, 'cache.key: a project has one cache');
  refuse(cache['fallback-keys'], 'cache.fallback-keys: a project has one cache');
  const paths = textList(cache.paths, 'cache.paths');
  if (paths.length === 0) throw new BuildspecProblem('cache must have paths.');
  return { paths: paths.map(readPath), action: readAction(cache.action) };
}

function readAction(value: unknown): CacheSection['action'] {
  if (value === undefined) return undefined;
  const action = scalar(value, 'cache.action');
  if (action !== 'restore' && action !== 'save')
    throw new BuildspecProblem(`cache.action must be restore or save, not ${action}.`);
  return action;
}

/** A build is no container: what else is absolute belongs to the machine, not to the build. */
function readPath(pattern: string): CachePath {
  const parts = pattern.split('/').filter((part, index) => part !== '.' && (part !== '' || index === 0));
  if (parts.includes('..')) throw new BuildspecProblem(`cache.paths: ${pattern} leads outside of its directory.`);
  if (parts[0] !== '') return { pattern, place: 'source', files: relativeTo(parts, pattern) };
  if (parts[1] !== 'root') refuse(pattern, `cache.paths: ${pattern}: absolute paths below /root, the home, are cached`);
  return { pattern, place: 'home', files: relativeTo(parts.slice(2), pattern) };
}

function relativeTo(parts: readonly string[], pattern: string): string {
  const files = parts.join('/');
  if (files === '') throw new BuildspecProblem(`cache.paths: ${pattern} names no directory below its own.`);
  return files;
}
