import { symlinkSync } from 'node:fs';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunnableImage } from '../../../runtime/ports/images.ts';
import { imageStore } from '../../image-store/image-store.ts';
import type { Manifest } from '../../image-store/oci-types.ts';
import type { Container } from './containers.ts';

/**
 * Unpacks the image for one container. With `--read-only` neither files nor folders can be written, as their modes say (the
 * root user is not bound by them); otherwise all can, and nobody else sees it.
 */
export async function prepareRoot({ folder, record }: Container, cache: string): Promise<RunnableImage> {
  const directory = join(folder, 'image');
  await mkdir(directory);
  // Content is shared by all builds; the index and what is unpacked are this container's.
  symlinkSync(join(cache, 'images', 'blobs'), join(directory, 'blobs'));
  const store = imageStore({ directory });
  const manifest = store.blobs.read(record.imageDigest).toString();
  store.put('container', manifest, (JSON.parse(manifest) as Manifest).mediaType);
  const image = await store.pull(`container@${record.imageDigest}`);
  await setModes(image.root, record.readOnly);
  return image;
}

/** The store has taken the write bits of files, not of folders. */
async function setModes(folder: string, readOnly: boolean): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await setModes(path, readOnly);
    else if (entry.isFile() && !readOnly) await chmod(path, 0o755);
  }
  if (readOnly) await chmod(folder, 0o555);
}
