import type { CachePath } from './buildspec.ts';

/**
 * The directory that a local cache keeps for a path, relative to its place; undefined when the path names anything else.
 * Source: CodeBuild user guide, "Local caching": only directories can be cached. That `**` below a directory counts as the
 * directory itself is as real logs have it (`Expanded cache path .aws-sam/**\/*`, then a link of `.aws-sam`).
 */
export function cachedDirectory({ files }: CachePath): string | undefined {
  const directory = files.replace(/(?:\/\*\*(?:\/\*)?)$/, '');
  return /[*?[]/.test(directory) ? undefined : directory;
}

/** Those that are in no other of them: the others' are part of it. */
export function outermost(paths: readonly { place: string; directory: string }[]): Set<string> {
  const all = paths.map(({ place, directory }) => `${place}/${directory}`);
  return new Set(all.filter((path) => !all.some((other) => path.startsWith(`${other}/`))));
}
