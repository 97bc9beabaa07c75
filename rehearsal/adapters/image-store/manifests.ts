import type { BlobStore } from './blob-store.ts';
import type { Descriptor, Manifest } from './oci-types.ts';

/** An index (OCI) or manifest list (Docker): one image for each platform. */
interface Index {
  manifests: (Descriptor & { platform?: { architecture: string; os: string } })[];
}

type Parsed = Partial<Manifest> & Partial<Index>;

const parsed = (blobs: BlobStore, digest: string) => JSON.parse(blobs.read(digest).toString()) as Parsed;

/** Configuration and layers of an image; an index names none itself. */
export function blobsOf(blobs: BlobStore, digest: string): string[] {
  const { config, layers = [] } = parsed(blobs, digest);
  return [...(config ? [config] : []), ...layers].map((blob) => blob.digest);
}

/** Bytes of an image's layers; of an index those of its largest image. Source: ECR API, ImageDetail.imageSizeInBytes. */
export function sizeOf(blobs: BlobStore, digest: string): number {
  const { layers = [], manifests } = parsed(blobs, digest);
  if (manifests) return Math.max(0, ...manifests.map((image) => sizeOf(blobs, image.digest)));
  return layers.reduce((sum, layer) => sum + layer.size, 0);
}

/** The image itself, or the one that an index has for Linux on this architecture. */
export function imageFor(blobs: BlobStore, digest: string, architecture: string): Manifest | undefined {
  const manifest = parsed(blobs, digest);
  if (!manifest.manifests) return manifest as Manifest;
  const fitting = manifest.manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
  );
  return fitting && imageFor(blobs, fitting.digest, architecture);
}
