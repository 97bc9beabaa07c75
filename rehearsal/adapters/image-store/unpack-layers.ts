import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';

/**
 * Unpacks layers, in order, into `root` and returns it; what is already there is complete (renamed into place last).
 * Files lose their write bits: tasks share the folder and treat it as read-only. Owners are not applied, as that
 * needs privileges.
 */
export async function unpackLayers({ layers, root }: { layers: string[]; root: string }): Promise<string> {
  if (existsSync(root)) return root;
  const partial = `${root}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  for (const layer of layers) await unpack(layer, partial);
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
  const reading = pipeline(createReadStream(layer), entries);
  for await (const entry of entries) {
    await place(entry.header, entry as AsyncIterable<Buffer>, root);
    entry.resume();
  }
  await reading;
}

async function place(header: Header, content: AsyncIterable<Buffer>, root: string): Promise<void> {
  const path = join(root, normalize(`/${header.name}`));
  const { type, name, linkname } = header;
  if (type === 'directory') {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  if (type === 'file') {
    await pipeline(content, createWriteStream(path));
    await chmod(path, (header.mode ?? 0o644) & ~0o222);
  } else if (type === 'symlink' && !linkname.startsWith('/')) {
    await symlink(linkname, path);
  } else {
    // An absolute link would point to this machine's files.
    throw new Error(
      `The layer's entry ${name} is a ${type} ${linkname}; only files, folders and relative links can be unpacked.`,
    );
  }
}
