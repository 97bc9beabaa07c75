import { createReadStream, createWriteStream, type Dirent } from 'node:fs';
import { lstat, mkdir, readdir, readlink, rm, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { extract, pack, type Header, type Pack } from 'tar-stream';
import type { CachePath } from '../../domain/build/buildspec.ts';
import { fixedPrefix, pathPattern } from '../../domain/build/path-pattern.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import { NoCache } from '../../runtime/ports/build-runner.ts';
import { linksInside, staysInside, type CachePlaces } from './cache-places.ts';

interface CachedFile {
  /** `source/…` or `home/…`. */
  name: string;
  file: string;
}

/** A gzipped tar archive of the files that the paths name, links as links; undefined when there are none. */
export async function packCache(
  places: CachePlaces,
  paths: readonly CachePath[],
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const files = await filesOf(places, paths);
  if (files.length === 0) return undefined;
  const archive = pack();
  const zipped = createGzip({ level: constants.Z_BEST_SPEED });
  // Its reader gets the error.
  pipeline(archive, zipped).catch(() => {});
  fill(archive, files).catch((error: Error) => archive.destroy(error));
  return zipped as AsyncIterable<Uint8Array>;
}

async function fill(archive: Pack, files: readonly CachedFile[]): Promise<void> {
  for (const { name, file } of files) {
    const facts = await lstat(file);
    const header = { name, mode: facts.mode & 0o777, mtime: facts.mtime };
    if (facts.isSymbolicLink()) archive.entry({ ...header, type: 'symlink', linkname: await readlink(file) });
    else if (facts.isFile())
      await pipeline(
        createReadStream(file, { end: Math.max(0, facts.size - 1) }),
        archive.entry({ ...header, size: facts.size }),
      );
  }
  archive.finalize();
}

async function filesOf(places: CachePlaces, paths: readonly CachePath[]): Promise<CachedFile[]> {
  const found = new Map<string, CachedFile>();
  for (const { place, files } of paths) {
    const matches = pathPattern(files);
    for (const path of await walk(places[place], fixedPrefix(files)))
      if (matches(path) || path.startsWith(`${files}/`))
        found.set(`${place}/${path}`, { name: `${place}/${path}`, file: join(places[place], path) });
  }
  return [...found.values()];
}

/** Files and links at and below a path; links are not followed. */
async function walk(place: string, path: string): Promise<string[]> {
  if (path !== '' && !(await staysInside(place, path))) return [];
  const facts = await lstat(join(place, path)).catch(() => undefined);
  if (!facts) return [];
  if (!facts.isDirectory()) return [path];
  const below = (entry: Dirent) => (path === '' ? entry.name : `${path}/${entry.name}`);
  const entries = await readdir(join(place, path), { withFileTypes: true });
  return (await Promise.all(entries.map((entry) => walk(place, below(entry))))).flat();
}

/**
 * Writes what an archive has of the paths. An entry outside of them, through a link, or a link that leads out of the build is
 * skipped; the line is that of real logs. Throws NoCache when the archive cannot be read to its end.
 */
export async function unpackCache(
  places: CachePlaces,
  paths: readonly CachePath[],
  archive: AsyncIterable<Uint8Array>,
  line: (text: string) => void,
): Promise<void> {
  const allowed = paths.map(({ place, files }) => ({ place, files, matches: pathPattern(files) }));
  const entries = extract();
  const reading = pipeline(Readable.from(archive), createGunzip(), entries);
  // The loop below may end first; its error is the one to tell.
  reading.catch(() => {});
  try {
    for await (const entry of entries) {
      const placed = placeOf(entry.header);
      const may =
        placed !== undefined &&
        allowed.some(
          ({ place, files, matches }) =>
            place === placed.place && (matches(placed.path) || placed.path.startsWith(`${files}/`)),
        );
      if (may && (await mayWrite(places[placed.place], placed.path, entry.header)))
        await write(join(places[placed.place], placed.path), entry.header, entry as AsyncIterable<Uint8Array>);
      else line(`Skipping cache entry: path "${entry.header.name}" is not within allowed cache paths`);
      entry.resume();
    }
    await reading;
  } catch (error) {
    throw new NoCache(messageOf(error), { cause: error });
  }
}

function placeOf({ name }: Header): { place: CachePath['place']; path: string } | undefined {
  const [place, ...parts] = name.split('/');
  if ((place !== 'source' && place !== 'home') || parts.some((part) => ['', '.', '..'].includes(part)))
    return undefined;
  return parts.length === 0 ? undefined : { place, path: parts.join('/') };
}

async function mayWrite(place: string, path: string, { type, linkname }: Header): Promise<boolean> {
  if (type !== 'file' && type !== 'symlink') return false;
  if (type === 'symlink' && !linksInside(path, linkname ?? '/')) return false;
  const facts = await lstat(join(place, path)).catch(() => undefined);
  return !facts?.isDirectory() && staysInside(place, path);
}

async function write(file: string, header: Header, content: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Not into a file that is there: it may be a link, or linked.
  await rm(file, { force: true });
  if (header.type === 'symlink') return symlink(header.linkname ?? '', file);
  await pipeline(content, createWriteStream(file, { flags: 'wx', mode: (header.mode ?? 0o644) & 0o777 }));
  if (header.mtime) await utimes(file, header.mtime, header.mtime);
}
