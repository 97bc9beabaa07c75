import { isDigest } from './blobs.ts';
import { DistributionError } from './distribution-errors.ts';
import type { RegistryAnswer, RegistryRequest } from './registry-request.ts';

/**
 * `GET …/referrers/<digest>`: an index of what is attached to an image, empty where there is nothing. All of it at once.
 * Source: OCI distribution specification 1.1, "Listing Referrers".
 */
export async function listReferrers(request: RegistryRequest, digest: string): Promise<RegistryAnswer> {
  const { registry, scope, name, query } = request;
  if (!isDigest(digest)) throw new DistributionError(400, 'DIGEST_INVALID', `"${digest}" is no sha256 digest.`);
  const type = query.get('artifactType');
  const all = await request.call('ListImageReferrers', ['repositoryName', 'subjectId'], () =>
    registry.referrers(scope, name, digest),
  );
  const manifests = all.filter(({ artifactType }) => type === null || artifactType === type);
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  return {
    status: 200,
    headers: { 'content-type': mediaType, ...(type !== null && { 'oci-filters-applied': 'artifactType' }) },
    body: JSON.stringify({ schemaVersion: 2, mediaType, manifests }),
  };
}
