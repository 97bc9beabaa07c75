import type { Referrer } from '../ports/image-registry.ts';
import type { StoredImage } from '../ports/stored-images.ts';
import { artifactOf } from './manifest.ts';

/** Source: OCI distribution specification 1.1, "Listing Referrers". */
export const referrerOf = ({ mediaType, digest, manifest }: StoredImage): Referrer => ({
  mediaType,
  digest,
  size: Buffer.byteLength(manifest),
  ...artifactOf(manifest),
});
