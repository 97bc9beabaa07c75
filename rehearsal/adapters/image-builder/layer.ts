import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pack } from 'tar-stream';

/** `uid:gid` by path in the container (without the leading slash); what is not here belongs to root. */
export type Owners = Record<string, string>;

/** The tree as one layer: sorted, without times, with numeric owners, so that the same files give the same digest. */
export async function layerOf(root: string, owners: Owners): Promise<{ tar: Buffer; diffId: string }> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const collected = (async () => {
    for await (const chunk of tar) chunks.push(chunk as Buffer);
  })();
  for (const path of entries(root, '')) {
    const stat = lstatSync(join(root, path));
    const [uid = 0, gid = 0] = (owners[path] ?? '0:0').split(':').map(Number);
    const common = { uid, gid, mtime: new Date(0), uname: '', gname: '' };
    if (stat.isDirectory()) {
      tar.entry({ ...common, name: `${path}/`, type: 'directory', mode: 0o755 });
    } else if (stat.isSymbolicLink()) {
      tar.entry({ ...common, name: path, type: 'symlink', linkname: readlinkSync(join(root, path)), mode: 0o777 });
    } else {
      tar.entry(
        { ...common, name: path, type: 'file', mode: stat.mode & 0o111 ? 0o755 : 0o644 },
        readFileSync(join(root, path)),
      );
    }
  }
  tar.finalize();
  await collected;
  const buffer = Buffer.concat(chunks);
  return { tar: buffer, diffId: `sha256:${createHash('sha256').update(buffer).digest('hex')}` };
}

/** Every path of a tree, folders before what they hold, in byte order. */
export function* entries(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = posix.join(folder, entry.name);
    yield path;
    if (entry.isDirectory()) yield* entries(root, path);
  }
}
