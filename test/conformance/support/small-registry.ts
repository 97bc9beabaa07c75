import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const PASSWORD = 'token';

/**
 * As much of the OCI distribution protocol as clients need that push and pull: blobs in memory by digest, manifests by
 * `<ECR host>/<name>:<tag>` and by digest, tags that cannot be moved, Basic authentication as `AWS:token`. The registry that is
 * meant is the Host header's or the first part of the path.
 */
export async function startSmallRegistry() {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, { type: string; body: Buffer }>();
  const calls: string[] = [];
  let sent = Buffer.alloc(0);
  const server = createServer((request, response) => void answer(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const url = new URL(request.url ?? '', 'http://registry');
    const host = request.headers.host ?? '';
    const path = url.pathname.replace(/^\/v2\//, '');
    const whole = host.includes('.dkr.ecr.') && path !== '' ? `${host}/${path}` : path;
    calls.push(`${request.method} ${whole}`);
    const send = (status: number, headers: Record<string, string | number> = {}, content: Buffer | string = '') =>
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : content);
    const refuse = (status: number, code: string, message: string) =>
      send(status, { 'content-type': 'application/json' }, JSON.stringify({ errors: [{ code, message }] }));
    const expected = `Basic ${Buffer.from(`AWS:${PASSWORD}`).toString('base64')}`;
    if (request.headers.authorization !== expected)
      return void send(401, { 'www-authenticate': `Basic realm="https://${host}/",service="ecr.amazonaws.com"` });
    const [, name = '', kind, reference = ''] = /^(.+)\/(blobs|manifests)\/(.+)$/.exec(whole) ?? [];
    if (kind === undefined) return void send(200);
    if (kind === 'blobs' && request.method === 'POST') return void send(202, { location: `${url.pathname}1?state=x` });
    if (kind === 'blobs' && request.method === 'PUT') {
      const digest = url.searchParams.get('digest') ?? '';
      const content = body.length > 0 ? body : sent;
      if (digest !== digestOf(content)) return void refuse(400, 'DIGEST_INVALID', 'provided digest did not match');
      blobs.set(digest, content);
      return void send(201, { 'docker-content-digest': digest });
    }
    if (kind === 'blobs' && request.method === 'PATCH') {
      // Podman sends the content before a PUT without any.
      sent = body;
      return void send(202, { location: `${url.pathname}?state=x`, range: `0-${body.length - 1}` });
    }
    if (kind === 'blobs') {
      const blob = blobs.get(reference);
      return void (blob ? send(200, { 'content-length': blob.length }, blob) : send(404));
    }
    if (request.method === 'PUT') {
      const known = manifests.get(`${name}:${reference}`);
      if (known && !known.body.equals(body))
        return void refuse(
          400,
          'TAG_INVALID',
          `The image tag '${reference}' already exists and cannot be overwritten.`,
        );
      const manifest = { type: request.headers['content-type'] ?? '', body };
      manifests.set(`${name}:${reference}`, manifest).set(`${name}:${digestOf(body)}`, manifest);
      return void send(201, { 'docker-content-digest': digestOf(body) });
    }
    const manifest = manifests.get(`${name}:${reference}`);
    if (!manifest) return void refuse(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
    send(
      200,
      {
        'content-type': manifest.type,
        'content-length': manifest.body.length,
        'docker-content-digest': digestOf(manifest.body),
      },
      manifest.body,
    );
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    password: PASSWORD,
    /** `METHOD <ECR host>/<name>/…`, in order. */
    calls,
    /** Digest of what `<ECR host>/<name>:<tag>` is. */
    digest: (reference: string) => {
      const manifest = manifests.get(reference);
      return manifest && digestOf(manifest.body);
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
