import {
  BatchCheckLayerAvailabilityCommand,
  BatchGetImageCommand,
  CompleteLayerUploadCommand,
  type ECRClient,
  ImageAlreadyExistsException,
  ImageTagAlreadyExistsException,
  InitiateLayerUploadCommand,
  LayerAlreadyExistsException,
  PutImageCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import { createHash } from 'node:crypto';
import type { Artifact } from '../images/repository.ts';
import { CannotRelease } from '../release/cannot-release.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
/**
 * The configuration of what has none. Its media type tells the artifact's, as Notation's signatures do that ECR's user guide shows
 * ("Deleting signatures and other artifacts"); of manifests with OCI 1.1's `artifactType` users still report that ECR refuses
 * them (aws/containers-roadmap 2783, moby/buildkit 5747).
 */
const EMPTY = Buffer.from('{}');

/**
 * Pushes an artifact whose subject is an image: OCI clients find it among the image's referrers, and ECR's lifecycle policies
 * remove it within 24 hours after the image (ECR user guide, "Lifecycle policy evaluation rules"). It is tagged, as a rule for
 * untagged images could take it for one. Blobs first: ECR refuses a manifest whose layers it does not have.
 */
export async function attachArtifact(
  client: ECRClient,
  repositoryName: string,
  imageDigest: string,
  { tag: imageTag, mediaType, content }: Artifact,
): Promise<'added' | 'was there'> {
  const { images = [] } = await client.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
  const { imageManifest, imageManifestMediaType } = images[0] ?? {};
  if (!imageManifest) throw new CannotRelease(`Repository ${repositoryName} no longer has image ${imageDigest}.`);
  const blobs = [EMPTY, content];
  for (const blob of blobs) await upload(client, repositoryName, blob);
  const [config, layer] = blobs.map((blob) => ({ mediaType, digest: digestOf(blob), size: blob.length }));
  const subject = { mediaType: imageManifestMediaType, digest: imageDigest, size: Buffer.byteLength(imageManifest) };
  try {
    await client.send(
      new PutImageCommand({
        repositoryName,
        imageTag,
        imageManifestMediaType: MANIFEST,
        imageManifest: JSON.stringify({
          schemaVersion: 2,
          mediaType: MANIFEST,
          config,
          layers: [layer],
          subject,
        }),
      }),
    );
    return 'added';
  } catch (error) {
    if (error instanceof ImageAlreadyExistsException || error instanceof ImageTagAlreadyExistsException)
      return 'was there';
    throw error;
  }
}

async function upload(client: ECRClient, repositoryName: string, content: Uint8Array): Promise<void> {
  const digest = digestOf(content);
  const { layers = [] } = await client.send(
    new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: [digest] }),
  );
  if (layers.some(({ layerAvailability }) => layerAvailability === 'AVAILABLE')) return;
  const { uploadId, partSize } = await client.send(new InitiateLayerUploadCommand({ repositoryName }));
  if (!partSize) throw new Error('InitiateLayerUpload answered without a part size.');
  for (let partFirstByte = 0; partFirstByte < content.length; partFirstByte += partSize) {
    const layerPartBlob = content.subarray(partFirstByte, partFirstByte + partSize);
    const partLastByte = partFirstByte + layerPartBlob.length - 1;
    await client.send(
      new UploadLayerPartCommand({ repositoryName, uploadId, partFirstByte, partLastByte, layerPartBlob }),
    );
  }
  try {
    await client.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }));
  } catch (error) {
    // Somebody else was quicker with the same content.
    if (!(error instanceof LayerAlreadyExistsException)) throw error;
  }
}

const digestOf = (content: Uint8Array) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
