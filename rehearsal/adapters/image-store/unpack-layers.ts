import { closeSync, createReadStream, createWriteStream, existsSync, lstatSync, openSync, readSync } from 'node:fs';
import { chmod, link, mkdir, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, normalize, relative, sep } from 'node:path';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/**
 * Unpacks layers, in order, into `root` and returns it; what is already there is complete (renamed into place last).
 * Files lose their write bits: tasks share the folder and treat it as read-only. Owners are not applied, as that
 * needs privileges. Nothing is written outside `root`, and links lead nowhere else: an absolute one becomes relative.
 */
export async function unpackLayers({ layers, root }: { layers: string[]; root: string }): Promise<string> {
  if (existsSync(root)) return root;
  const partial = `${root}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const real = await realpath(partial);
  for (const layer of layers) await unpack(layer, real);
  try {
    await rename(partial, root);
  } catch (error) {
    // Another process was faster; its result is the same content.
    if (!existsSync(root)) throw error;
    await rm(partial, { recursive: true, force: true });
  }
  return root;
}

async function unpack(layer: string, root: string): Promise<void> {
  const entries = extract();
  const placed = new Set<string>();
  const reading = pipeline(createReadStream(layer), decompression(layer), entries);
  // The loop below may end first; its error is the one to tell.
  reading.catch(() => {});
  for await (const entry of entries) {
    await place(entry.header, entry as AsyncIterable<Buffer>, root, placed);
    entry.resume();
  }
  await reading;
}

/** By the first bytes, as runtimes do: media types of layers are not always true. */
function decompression(layer: string): Transform {
  const head = Buffer.alloc(4);
  const file = openSync(layer, 'r');
  readSync(file, head, 0, 4, 0);
  closeSync(file);
  if (head.readUInt16BE(0) === 0x1f8b) return createGunzip();
  if (head.readUInt32LE(0) === 0xfd2fb528) return createZstdDecompress();
  return new PassThrough();
}

/** Marks in a layer for what it removes of those below. Source: OCI image specification 1.1, layer.md, "Whiteouts". */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

async function place(header: Header, content: AsyncIterable<Buffer>, root: string, placed: Set<string>): Promise<void> {
  const { type, name, linkname } = header;
  const parent = await realFolder(join(root, dirname(normalize(`/${name}`))), root);
  const path = join(parent, basename(normalize(`/${name}`)));
  if (basename(path) === OPAQUE) return removeBelow(parent, placed);
  if (basename(path).startsWith(WHITEOUT)) {
    await rm(join(parent, basename(path).slice(WHITEOUT.length)), { recursive: true, force: true });
    return;
  }
  for (let placing = path; placing.startsWith(root + sep); placing = dirname(placing)) placed.add(placing);
  // A layer replaces what is below it, whatever it was; only folders become one.
  const isFolder = lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (type !== 'directory' || !isFolder) await rm(path, { recursive: true, force: true });
  if (type === 'directory') {
    await mkdir(path, { recursive: true });
    return;
  }
  if (type === 'file') {
    await pipeline(content, createWriteStream(path));
    await chmod(path, (header.mode ?? 0o644) & ~0o222);
  } else if (type === 'symlink') {
    await symlink(insideRoot(linkname ?? '', parent, root), path);
  } else if (type === 'link') {
    const target = normalize(`/${linkname}`);
    await link(join(await realFolder(join(root, dirname(target)), root), basename(target)), path);
  } else {
    throw new Error(`The layer's entry ${name} is a ${type}; only files, folders and links can be unpacked.`);
  }
}

/** The folder, made if need be, after links; throws when they lead out of the root. */
async function realFolder(folder: string, root: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const real = await realpath(folder);
  if (real !== root && !real.startsWith(root + sep)) throw new Error(`The layer leads out of its root: ${folder}.`);
  return real;
}

/** A link's text as its image means it: its root is `/`, and nothing is above that. */
function insideRoot(linkname: string, parent: string, root: string): string {
  const from = linkname.startsWith('/') ? '' : relative(root, parent);
  return relative(parent, join(root, normalize(`/${from}/${linkname}`))) || '.';
}

/** Removes what lower layers have in a folder; what this layer placed there, in whatever order, stays. */
async function removeBelow(folder: string, placed: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!placed.has(path)) await rm(path, { recursive: true, force: true });
    else if (entry.isDirectory()) await removeBelow(path, placed);
  }
}
