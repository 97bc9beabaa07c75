import { AwsError } from '../../kernel/aws-error.ts';
import { isDigest } from './blobs.ts';
import { DistributionError } from './distribution-errors.ts';
import type { RegistryAnswer, RegistryRequest } from './registry-request.ts';

// Source: OCI distribution specification 1.1, "Pushing blobs" and "Mounting a blob from another repository".

/** `POST …/uploads/`: begins an upload, mounts (`?mount=&from=`), or takes the whole blob (`?digest=`). */
export async function startUpload(request: RegistryRequest): Promise<RegistryAnswer> {
  const { registry, scope, name, query } = request;
  const mounted = query.get('mount');
  if (mounted !== null && isDigest(mounted) && registry.mount(scope, name, mounted, sourceOf(request)))
    return created(request, mounted);
  const digest = query.get('digest');
  if (digest !== null) assertDigest(digest);
  const upload = await request.call('InitiateLayerUpload', ['repositoryName'], () => registry.startUpload(scope, name));
  if (digest !== null) return finish(request, upload, digest);
  return { status: 202, headers: progress(request, upload, 0) };
}

/** `GET …/uploads/<id>`: how much has arrived. */
export function uploadStatus(request: RegistryRequest, upload: string): RegistryAnswer {
  const { registry, scope, name } = request;
  return { status: 204, headers: progress(request, upload, registry.received(scope, name, upload)) };
}

/** `PATCH …/uploads/<id>`: a chunk, or all of it as a stream. */
export async function receiveChunk(request: RegistryRequest, upload: string): Promise<RegistryAnswer> {
  await receive(request, upload);
  const { registry, scope, name } = request;
  return { status: 202, headers: progress(request, upload, registry.received(scope, name, upload)) };
}

/** `PUT …/uploads/<id>?digest=`: the last chunk, or nothing, and the end. */
export async function finishUpload(request: RegistryRequest, upload: string): Promise<RegistryAnswer> {
  const digest = request.query.get('digest') ?? '';
  assertDigest(digest);
  return finish(request, upload, digest);
}

export function cancelUpload(request: RegistryRequest, upload: string): RegistryAnswer {
  request.registry.cancel(request.scope, request.name, upload);
  return { status: 204 };
}

async function finish(request: RegistryRequest, upload: string, digest: string): Promise<RegistryAnswer> {
  const { registry, scope, name } = request;
  await receive(request, upload);
  await request
    .call('CompleteLayerUpload', ['repositoryName', 'uploadId', 'layerDigests'], () =>
      registry.complete(scope, name, upload, digest),
    )
    .catch((error: unknown) => {
      if (!(error instanceof AwsError && error.code === 'LayerAlreadyExistsException')) throw error;
    });
  return created(request, digest);
}

/** Content of the request, if it has any, goes behind what has arrived. */
async function receive(request: RegistryRequest, upload: string): Promise<void> {
  const { registry, scope, name, headers, body } = request;
  const received = registry.received(scope, name, upload);
  const range = /^(?:bytes[ =])?(\d+)-(\d+)/.exec(headers['content-range'] ?? '');
  if (range && Number(range[1]) !== received)
    throw new DistributionError(
      416,
      'BLOB_UPLOAD_INVALID',
      `The chunk begins at ${range[1]}, but ${received} bytes have arrived.`,
    );
  if (headers['content-length'] === '0') return;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  const inputs = ['repositoryName', 'uploadId', 'partFirstByte', 'partLastByte', 'layerPartBlob'];
  await request.call('UploadLayerPart', inputs, () => registry.append(scope, name, upload, body));
}

/** On loopback both names begin with the registry's host. */
const sourceOf = ({ query }: RegistryRequest): string =>
  (query.get('from') ?? '').replace(/^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\//, '');

function assertDigest(digest: string): void {
  if (!isDigest(digest)) throw new DistributionError(400, 'DIGEST_INVALID', `"${digest}" is no sha256 digest.`);
}

/** The path before `blobs/`, with its end. */
const repositoryPath = ({ path }: RegistryRequest): string => path.slice(0, path.lastIndexOf('/blobs/') + 1);

const progress = (request: RegistryRequest, upload: string, received: number) => ({
  location: `${repositoryPath(request)}blobs/uploads/${upload}`,
  'docker-upload-uuid': upload,
  // Inclusive positions; what has nothing yet says 0-0, as registries do.
  range: `0-${Math.max(received - 1, 0)}`,
  'content-length': 0,
});

const created = (request: RegistryRequest, digest: string): RegistryAnswer => ({
  status: 201,
  headers: {
    location: `${repositoryPath(request)}blobs/${digest}`,
    'docker-content-digest': digest,
    'content-length': 0,
  },
});
