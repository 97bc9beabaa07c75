import { cp, lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CachePath } from '../../domain/build/buildspec.ts';
import { cachedDirectory, outermost } from '../../domain/build/cached-directory.ts';
import { NoCache } from '../../runtime/ports/build-runner.ts';
import { staysInside, type CachePlaces } from './cache-places.ts';

export interface CacheLink {
  path: CachePath;
  /** Relative to its place. */
  directory: string;
}

/**
 * What a local cache links, checked. Throws NoCache: with CodeBuild's text for what is no directory, with ours for what leads
 * out of the build.
 */
export async function cacheLinks(places: CachePlaces, paths: readonly CachePath[]): Promise<CacheLink[]> {
  const links = paths.map((path) => {
    const directory = cachedDirectory(path);
    if (directory === undefined) throw onlyDirectories(path);
    return { path, place: path.place, directory };
  });
  const outer = outermost(links);
  const wanted = links.filter(({ place, directory }) => outer.delete(`${place}/${directory}`));
  for (const { path, directory } of wanted) {
    if (!(await staysInside(places[path.place], directory)))
      throw new NoCache(`${path.pattern} leads through a symbolic link`);
    const facts = await factsOf(join(places[path.place], directory));
    if (facts?.isSymbolicLink()) throw new NoCache(`${path.pattern} is a symbolic link`);
    if (facts && !facts.isDirectory()) throw onlyDirectories(path);
  }
  return wanted;
}

/**
 * Links the directories of a host's cache into a build. What the source has in such a directory replaces what is cached.
 * Source: CodeBuild API, ProjectCache.modes (LOCAL_CUSTOM_CACHE); the lines are those of real logs.
 */
export async function linkCache(
  places: CachePlaces,
  links: readonly CacheLink[],
  host: string,
  line: (text: string) => void,
): Promise<void> {
  for (const { path, directory } of links) {
    line(`Expanded cache path ${path.pattern}`);
    const [cached, own] = [join(host, path.place, directory), join(places[path.place], directory)];
    line(`MkdirAll: ${cached}`);
    await mkdir(cached, { recursive: true });
    await mkdir(dirname(own), { recursive: true });
    if (await factsOf(own)) {
      await cp(own, cached, { recursive: true, force: true, verbatimSymlinks: true, preserveTimestamps: true });
      await rm(own, { recursive: true });
    }
    line(`Symlinking: ${own} => ${cached}`);
    await symlink(cached, own);
  }
}

const onlyDirectories = ({ pattern }: CachePath) => new NoCache(`only directories can be cached locally: ${pattern}`);

const factsOf = (path: string) => lstat(path).catch(() => undefined);
