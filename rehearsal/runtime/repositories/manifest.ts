import { invalidParameter } from './errors.ts';

/** What of a manifest matters to a registry. */
export interface ParsedManifest {
  mediaType: string;
  /** Digests of the configuration and the layers that it names. */
  blobs: string[];
  /** Digests of the manifests that it names: those of an index or manifest list. */
  manifests: string[];
  /** Digest of the image that it belongs to: an SBOM or a signature is such a referrer. Source: OCI image specification 1.1. */
  subject?: string;
}

interface Descriptor {
  digest: string;
  mediaType?: string;
}

/** Images and lists of images, of OCI and Docker. Source: ECR user guide, "Container image manifest format support". */
const INDEX_TYPES = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);
const IMAGE_TYPES = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);

/**
 * Throws InvalidParameterException for what is no manifest. `mediaType` is the request's: needed when the manifest names none,
 * as OCI allows (ECR API, PutImage.imageManifestMediaType), and it may not contradict it.
 */
export function parseManifest(text: string, mediaType?: string): ParsedManifest {
  const manifest = jsonObject(text);
  const named = typeof manifest['mediaType'] === 'string' ? manifest['mediaType'] : undefined;
  const type = named ?? mediaType;
  if (type === undefined)
    throw invalidParameter("'imageManifest' failed to satisfy constraint: 'imageManifestMediaType is required'");
  if (mediaType !== undefined && type !== mediaType)
    throw invalidParameter(
      `'imageManifestMediaType' failed to satisfy constraint: 'the manifest says ${type}, the request ${mediaType}'`,
    );
  const subject = manifest['subject'] === undefined ? {} : { subject: digestsOf([manifest['subject']])[0] as string };
  if (INDEX_TYPES.has(type))
    return { mediaType: type, blobs: [], manifests: digestsOf(manifest['manifests']), ...subject };
  if (!IMAGE_TYPES.has(type))
    throw invalidParameter(`'imageManifest' failed to satisfy constraint: 'Unsupported media type ${type}'`);
  return {
    mediaType: type,
    blobs: [...digestsOf([manifest['config']]), ...digestsOf(manifest['layers'])],
    manifests: [],
    ...subject,
  };
}

/** What kind of thing it is, and what is noted on it. An artifact that names no type has its configuration's (OCI image specification 1.1). */
export function artifactOf(manifest: string): { artifactType?: string; annotations?: Record<string, string> } {
  const { artifactType, config, annotations } = jsonObject(manifest) as {
    artifactType?: string;
    config?: Descriptor;
    annotations?: Record<string, string>;
  };
  const type = artifactType ?? config?.mediaType;
  return { ...(type !== undefined && { artifactType: type }), ...(annotations && { annotations }) };
}

/** The type that a manifest gives a blob which it names. */
export function blobTypeIn(manifest: string, digest: string): string | undefined {
  const { config, layers } = jsonObject(manifest) as { config?: Descriptor; layers?: Descriptor[] };
  return [...(config ? [config] : []), ...(layers ?? [])].find((blob) => blob.digest === digest)?.mediaType;
}

function digestsOf(descriptors: unknown): string[] {
  if (!Array.isArray(descriptors)) throw noManifest();
  return descriptors.map((descriptor: Partial<Descriptor> | undefined) => {
    if (!/^sha256:[0-9a-f]{64}$/.test(String(descriptor?.digest))) throw noManifest();
    return String(descriptor?.digest);
  });
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw noManifest();
}

const noManifest = () => invalidParameter("'imageManifest' failed to satisfy constraint: 'Invalid JSON syntax'");
