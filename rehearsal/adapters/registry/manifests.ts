import { AwsError } from '../../kernel/aws-error.ts';
import { DistributionError } from './distribution-errors.ts';
import type { RegistryAnswer, RegistryRequest } from './registry-request.ts';

/** Bytes. Source: SDK model, ImageManifest. */
const LARGEST_MANIFEST = 4_194_304;

/** HEAD tells the digest in a header, GET does not. Source: capture of both in oras-project/oras-go pull 237. */
export async function getManifest(request: RegistryRequest, reference: string): Promise<RegistryAnswer> {
  const { registry, scope, name } = request;
  const inputs = ['repositoryName', 'imageIds', 'acceptedMediaTypes'];
  const { manifest, mediaType, digest } = await request.call('BatchGetImage', inputs, () =>
    registry.image(scope, name, reference),
  );
  return {
    status: 200,
    headers: {
      'content-type': mediaType,
      'content-length': Buffer.byteLength(manifest),
      ...(request.method === 'HEAD' && { 'docker-content-digest': digest }),
    },
    body: manifest,
  };
}

export async function putManifest(request: RegistryRequest, reference: string): Promise<RegistryAnswer> {
  const { registry, scope, name } = request;
  const manifest = await textOf(request);
  const mediaType = request.headers['content-type'] ?? '';
  const image = await request
    .call('PutImage', ['repositoryName', 'imageManifest', 'imageManifestMediaType', 'imageTag'], () =>
      registry.put(scope, name, { manifest, mediaType, reference }),
    )
    .catch((error: unknown) => {
      // What is pushed again unchanged is there: success for docker.
      if (error instanceof AwsError && error.code === 'ImageAlreadyExistsException')
        return registry.image(scope, name, reference);
      throw error;
    });
  const { subject } = JSON.parse(image.manifest) as { subject?: { digest: string } };
  return {
    status: 201,
    headers: {
      location: request.path.replace(/[^/]*$/, image.digest),
      'docker-content-digest': image.digest,
      // Tells a client that it need not maintain a tag with a list of referrers (OCI distribution specification 1.1).
      ...(subject !== undefined && { 'oci-subject': subject.digest }),
      'content-length': 0,
    },
  };
}

export async function listTags(request: RegistryRequest): Promise<RegistryAnswer> {
  const { registry, scope, name, query } = request;
  const all = await request.call('ListImages', ['repositoryName'], () => registry.tags(scope, name));
  const last = query.get('last');
  const after = last === null ? all : all.filter((tag) => tag > last);
  const size = query.has('n') ? Number(query.get('n')) : after.length;
  if (!Number.isInteger(size) || size < 0)
    throw new DistributionError(
      400,
      'PAGINATION_NUMBER_INVALID',
      `invalid number of results requested: ${query.get('n')}`,
    );
  const tags = after.slice(0, size);
  const next = new URLSearchParams({ n: String(size), last: tags.at(-1) ?? '' });
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      ...(tags.length > 0 &&
        tags.length < after.length && { link: `<${request.path}?${next.toString()}>; rel="next"` }),
    },
    body: JSON.stringify({ name, tags }),
  };
}

async function textOf({ body }: RegistryRequest): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Refused while content arrives: the connection must live for the answer.
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_MANIFEST)
      throw new DistributionError(413, 'SIZE_INVALID', `A manifest has at most ${LARGEST_MANIFEST} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
