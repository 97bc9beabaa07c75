import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageBuilder, type BuiltImage } from '../../../../rehearsal/adapters/image-builder/image-builder.ts';
import { imageStore, type ImageStore } from '../../../../rehearsal/adapters/image-store/image-store.ts';

export const WEB_REPOSITORY = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web';
export const WEB_CONTEXT = join(import.meta.dirname, 'web');

/** A folder for one test file, with a store, a builder and the image `web:1` in it. */
export async function webImage() {
  const directory = mkdtempSync(join(tmpdir(), 'rehearsal-images-'));
  const store = imageStore({ directory: join(directory, 'images') });
  const builder = imageBuilder({ store, directory: join(directory, 'builds') });
  const image = await builder.buildImage({ context: WEB_CONTEXT, buildArgs: { REVISION: 'r1' } });
  tag(store, image, '1');
  return { directory, store, builder, image, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export const tag = (store: ImageStore, image: BuiltImage, name: string) =>
  store.put(WEB_REPOSITORY, image.manifest, image.mediaType, name);
