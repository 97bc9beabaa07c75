import type { ByteRange } from '../../runtime/ports/stored-images.ts';
import { DistributionError } from './distribution-errors.ts';
import type { RegistryAnswer, RegistryRequest } from './registry-request.ts';

/** ECR redirects to S3; here the content comes at once, which the specification allows as well. */
export async function getBlob(request: RegistryRequest, digest: string): Promise<RegistryAnswer> {
  const { registry, scope, name } = request;
  const [operation, member] =
    request.method === 'HEAD'
      ? (['BatchCheckLayerAvailability', 'layerDigests'] as const)
      : (['GetDownloadUrlForLayer', 'layerDigest'] as const);
  const size = await request.call(operation, ['repositoryName', member], () => {
    const bytes = isDigest(digest) ? registry.blobSize(scope, name, digest) : undefined;
    if (bytes === undefined) registry.find(scope, name);
    return bytes;
  });
  if (size === undefined) throw new DistributionError(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  return blobAnswer(size, digest, request.headers.range, (range) => registry.blob(digest, range));
}

/** The whole content or, asked with `Range: bytes=<first>-<last>`, a part of it. */
export function blobAnswer(
  size: number,
  digest: string,
  asked: string | undefined,
  read: (range?: ByteRange) => AsyncIterable<Uint8Array>,
): RegistryAnswer {
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    'accept-ranges': 'bytes',
  };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(asked ?? '') ?? [];
  if (first === undefined)
    return { status: 200, headers: { ...headers, 'content-length': size }, body: lazy(() => read()) };
  const range = { start: Number(first), end: Math.min(last ? Number(last) : size - 1, size - 1) };
  if (range.start > range.end) return { status: 416, headers: { 'content-range': `bytes */${size}` } };
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': range.end - range.start + 1,
      'content-range': `bytes ${range.start}-${range.end}/${size}`,
    },
    body: lazy(() => read(range)),
  };
}

export const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text);

/** Opened when it is read: an answer to HEAD opens no file. */
async function* lazy(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* open();
}
