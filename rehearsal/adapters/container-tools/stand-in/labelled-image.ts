import type { ImageStore } from '../../image-store/image-store.ts';
import type { ImageConfig, Manifest } from '../../image-store/oci-types.ts';

/** The image with further labels, which come behind the Dockerfile's own; returns its digest. Without any it is the same image. */
export function labelled(store: ImageStore, digest: string, labels: Readonly<Record<string, string>>): string {
  if (Object.keys(labels).length === 0) return digest;
  const manifest = JSON.parse(store.blobs.read(digest).toString()) as Manifest;
  const image = JSON.parse(store.blobs.read(manifest.config.digest).toString()) as ImageConfig;
  const text = JSON.stringify({ ...image, config: { ...image.config, Labels: { ...image.config.Labels, ...labels } } });
  const config = { ...manifest.config, digest: store.blobs.write(text), size: Buffer.byteLength(text) };
  return store.blobs.write(JSON.stringify({ ...manifest, config }));
}
