import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { ImageRegistry, RegistryClient } from '../../runtime/ports/image-registry.ts';
import { passwordOf, unauthorized } from './authentication.ts';
import { blobAnswer, getBlob } from './blobs.ts';
import { DistributionError, distributionError, errorBody } from './distribution-errors.ts';
import { layerUrls } from './layer-urls.ts';
import { getManifest, listTags, putManifest } from './manifests.ts';
import { recorded, type RegistryCall } from './recorded-call.ts';
import { listReferrers } from './referrers.ts';
import { registryAddress, type RegistryAddress, type RegistryPath } from './registry-path.ts';
import type { RegistryAnswer, RegistryRequest } from './registry-request.ts';
import { cancelUpload, finishUpload, receiveChunk, startUpload, uploadStatus } from './uploads.ts';

export interface RegistryOptions {
  registry: ImageRegistry;
  clock: Clock;
  log: Log;
  /** Told of each operation of ECR's API that a request is, as CloudTrail would be. */
  record: (call: RegistryCall) => void;
}

export interface RegistryEndpoint {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Where a blob of a repository is for an hour, without a token. */
  layerUrl(repositoryUri: string, digest: string): string;
  /** Ends the open connections and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * ECR for container clients: the OCI distribution protocol on loopback. An image is
 * `127.0.0.1:<port>/<account>.dkr.ecr.<region>.amazonaws.com/<name>:<tag>`, or the Host header names the registry.
 */
export async function startRegistry(options: RegistryOptions): Promise<RegistryEndpoint> {
  const urls = layerUrls(() => options.clock.now());
  const server = createServer((incoming, response) => {
    answer(options, urls, incoming)
      .then((result) => send(incoming, response, result))
      .catch((error: unknown) => {
        options.log.warn('A request to the registry broke off.', { error: messageOf(error) });
        response.destroy();
      });
  });
  // A layer may be large and the machine slow.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    layerUrl: (uri, digest) => `${url}${urls.pathOf(`${uri}/blobs/${digest}`)}`,
    close: () => close(server),
  };
}

async function answer(
  options: RegistryOptions,
  urls: ReturnType<typeof layerUrls>,
  incoming: IncomingMessage,
): Promise<RegistryAnswer> {
  const url = new URL(incoming.url ?? '', 'http://registry');
  try {
    if (url.pathname.startsWith('/layers/')) return layer(options, urls.targetOf(url), incoming);
    if (!/^\/v2(?:\/|$)/.test(url.pathname)) throw new DistributionError(404, 'UNSUPPORTED', 'There is nothing here.');
    const address = registryAddress(incoming.headers.host ?? '', url.pathname);
    const client = options.registry.clientOf(passwordOf(incoming));
    if (!client) return unauthorized(address);
    // A token of another region is told the same. Source: reports of users, the text is ECR's.
    if (client.expired || (address.scope && address.scope.region !== client.region))
      throw new DistributionError(403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.');
    return await route(options, client, address, incoming, url);
  } catch (error) {
    const refusal = distributionError(error);
    // Told by the caller, who finds nobody to answer.
    const clientLeft = incoming.destroyed && !incoming.complete;
    if (!refusal && !clientLeft)
      options.log.error('The registry failed unexpectedly.', { error: String((error as Error).stack) });
    const told = refusal ?? new DistributionError(500, 'UNKNOWN', 'An internal error occurred.', error);
    return { status: told.status, headers: { 'content-type': 'application/json' }, body: errorBody(told) };
  }
}

function route(
  options: RegistryOptions,
  client: RegistryClient,
  { scope, path }: RegistryAddress,
  incoming: IncomingMessage,
  url: URL,
): Promise<RegistryAnswer> | RegistryAnswer {
  if (path?.kind === 'base') return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  const method = incoming.method ?? '';
  if (!path) throw new DistributionError(404, 'UNSUPPORTED', `${url.pathname} is not served.`);
  const act = ROUTES[path.kind][method];
  if (!act) throw new DistributionError(405, 'UNSUPPORTED', `${method} ${url.pathname} is not served.`);
  if (!scope)
    throw new DistributionError(
      404,
      'NAME_UNKNOWN',
      `Name the registry too: ${incoming.headers.host}/<account>.dkr.ecr.<region>.amazonaws.com/${path.name}`,
    );
  const request: RegistryRequest = {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: incoming,
    scope,
    name: path.name,
    registry: options.registry,
    call: (operation, inputs, run) => recorded(options.record, client, incoming, operation, inputs, run),
  };
  return act(request, path as never);
}

type Act<Path> = (request: RegistryRequest, path: Path) => Promise<RegistryAnswer> | RegistryAnswer;
type Named = Exclude<RegistryPath, { kind: 'base' }>;

const ROUTES: { [Kind in Named['kind']]: Record<string, Act<Extract<Named, { kind: Kind }>>> } = {
  blob: {
    HEAD: (request, { digest }) => getBlob(request, digest),
    GET: (request, { digest }) => getBlob(request, digest),
  },
  uploads: { POST: (request) => startUpload(request) },
  upload: {
    GET: (request, { upload }) => uploadStatus(request, upload),
    PATCH: (request, { upload }) => receiveChunk(request, upload),
    PUT: (request, { upload }) => finishUpload(request, upload),
    DELETE: (request, { upload }) => cancelUpload(request, upload),
  },
  manifest: {
    HEAD: (request, { reference }) => getManifest(request, reference),
    GET: (request, { reference }) => getManifest(request, reference),
    PUT: (request, { reference }) => putManifest(request, reference),
  },
  tags: { GET: (request) => listTags(request) },
  referrers: { GET: (request, { digest }) => listReferrers(request, digest) },
};

/** The content behind a URL of `layerUrl`; who has it needs no token. */
function layer({ registry }: RegistryOptions, target: string | undefined, incoming: IncomingMessage): RegistryAnswer {
  const { scope, path } = registryAddress('', target ?? '');
  const size = scope && path?.kind === 'blob' ? registry.blobSize(scope, path.name, path.digest) : undefined;
  if (path?.kind !== 'blob' || size === undefined)
    throw new DistributionError(403, 'DENIED', 'The URL is not valid, or no more.');
  return blobAnswer(size, path.digest, incoming.headers.range, (range) => registry.blob(path.digest, range));
}

async function send(incoming: IncomingMessage, response: ServerResponse, result: RegistryAnswer): Promise<void> {
  response.writeHead(result.status, { 'docker-distribution-api-version': 'registry/2.0', ...result.headers });
  if (incoming.method === 'HEAD' || result.body === undefined) response.end();
  else if (typeof result.body === 'string') response.end(result.body);
  else await pipeline(Readable.from(result.body, { objectMode: false }), response);
  // What of a refused request has not been read must not be taken for the next one.
  incoming.resume();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
