import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ECRClient } from '@aws-sdk/client-ecr';
import { request, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';
import { digestOf, manifestOf, startEcr, type Ecr } from './support/registry.ts';

// The OCI distribution protocol as it is on the wire; what real clients make of it is in ecr-clients.spec.ts.

const HOST = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const clock = new ManualClock();
let world: Ecr;
let login = '';
let name = 'n0';
let count = 0;

beforeAll(async () => {
  world = await startEcr(clock);
});
afterAll(() => world.stop());
beforeEach(async () => {
  name = `n${++count}`;
  world.repositories.create(scope, { name });
  login = await world.login();
  world.operations();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

async function send(
  method: string,
  path: string,
  options: { body?: string | Uint8Array; headers?: Record<string, string>; host?: string; as?: string } = {},
): Promise<Answer> {
  const { body, headers = {}, host = HOST, as = login } = options;
  const { hostname, port } = new URL(world.registry.url);
  const outgoing = request({
    hostname,
    port,
    method,
    path,
    agent: false,
    headers: {
      host,
      ...(as && { authorization: `Basic ${btoa(as)}` }),
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
  });
  outgoing.end(body);
  return new Promise((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      buffer(response).then(
        (content) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: content.toString() }),
        reject,
      );
    });
  });
}

/** Statuses are what is asserted elsewhere; here it only has to work. */
async function pushBlob(content: string, to = name): Promise<void> {
  const { headers } = await send('POST', `/v2/${to}/blobs/uploads/`);
  const { status } = await send('PUT', `${headers.location}?digest=${digestOf(content)}`, { body: content });
  expect(status).toBe(201);
}
const pushManifest = (manifest: string, reference: string, to = name) =>
  send('PUT', `/v2/${to}/manifests/${reference}`, { body: manifest, headers: { 'content-type': OCI_MANIFEST } });
async function pushImage(layer: string, tag: string, to = name): Promise<string> {
  await pushBlob('{}', to);
  await pushBlob(layer, to);
  expect((await pushManifest(manifestOf('{}', layer), tag, to)).status).toBe(201);
  return manifestOf('{}', layer);
}
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
const errorOf = ({ status, text }: Answer) => {
  const { errors } = JSON.parse(text) as { errors: { code: string; message: string }[] };
  return [status, errors[0]?.code, errors[0]?.message];
};

describe('who may', () => {
  it('answers whoever has no token of ours with a challenge', async () => {
    for (const as of ['', 'AWS:made-up', `other:${login.slice('AWS:'.length)}`]) {
      const answer = await send('GET', '/v2/', { as });
      expect([answer.status, answer.text]).toEqual([401, 'Not Authorized\n']);
      expect(answer.headers['www-authenticate']).toBe(`Basic realm="https://${HOST}/",service="ecr.amazonaws.com"`);
    }
    expect((await send('GET', '/v2/')).headers['docker-distribution-api-version']).toBe('registry/2.0');
    expect(world.operations()).toEqual([]);
  });

  it('takes a token for twelve hours, in its region', async () => {
    await clock.advance(12 * 3_600_000 - 1);
    expect((await send('GET', '/v2/')).status).toBe(200);
    const denied = [403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.'];
    expect(errorOf(await send('GET', '/v2/', { host: HOST.replace('eu-west-1', 'eu-west-2') }))).toEqual(denied);
    await clock.advance(1);
    expect(errorOf(await send('GET', '/v2/'))).toEqual(denied);
  });

  it('records calls as those of the principal that asked for the token, in any account', async () => {
    const other = new ECRClient(world.gateway.clientConfig({ account: '222222222222' }));
    login = await world.login(other);
    other.destroy();
    world.operations();
    await pushImage('layer', 'one');
    const layerPush = ['InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload'];
    expect(world.operations()).toEqual([...layerPush, ...layerPush, 'PutImage']);
    expect(world.gateway.calls.calls().at(-1)).toMatchObject({
      service: 'ecr',
      caller: 'arn:aws:iam::222222222222:root',
      account: '222222222222',
      region: 'eu-west-1',
      inputs: ['repositoryName', 'imageManifest', 'imageManifestMediaType', 'imageTag'],
      status: 200,
    });
  });
});

describe('names', () => {
  it('takes the registry from the Host header or from the path', async () => {
    const manifest = await pushImage('layer', 'one');
    const prefixed = await send('GET', `/v2/${HOST}/${name}/manifests/one`, { host: '127.0.0.1:1' });
    expect([prefixed.status, prefixed.text]).toEqual([200, manifest]);
    const begun = await send('POST', `/v2/${HOST}/${name}/blobs/uploads/`, { host: '127.0.0.1:1' });
    expect(begun.headers.location).toMatch(new RegExp(`^/v2/${HOST}/${name}/blobs/uploads/[0-9a-f-]{36}$`));
    const nameless = await send('GET', `/v2/${name}/manifests/one`, { host: '127.0.0.1:1' });
    expect(errorOf(nameless)).toEqual([404, 'NAME_UNKNOWN', expect.stringContaining('Name the registry too')]);
  });

  it('refuses a repository that does not exist, as ECR does, and records it', async () => {
    const unknown = [
      404,
      'NAME_UNKNOWN',
      "The repository with name 'no/such' does not exist in the registry with id '111111111111'",
    ];
    expect(errorOf(await send('POST', '/v2/no/such/blobs/uploads/'))).toEqual(unknown);
    expect(errorOf(await send('GET', '/v2/no/such/manifests/one'))).toEqual(unknown);
    expect(errorOf(await send('GET', `/v2/no/such/blobs/${digestOf('x')}`))).toEqual(unknown);
    expect(errorOf(await pushManifest(manifestOf('{}', 'x'), 'one', 'no/such'))).toEqual(unknown);
    expect(world.gateway.calls.calls().at(-1)).toMatchObject({
      operation: 'PutImage',
      status: 400,
      error: 'RepositoryNotFoundException',
    });
    expect((await send('GET', '/v2/_catalog')).status).toBe(404);
    expect((await send('DELETE', `/v2/${name}/manifests/one`)).status).toBe(405);
  });
});

describe('blobs', () => {
  it('are pushed whole, with POST alone too, and read by range', async () => {
    const digest = digestOf('content');
    expect((await send('HEAD', `/v2/${name}/blobs/${digest}`)).status).toBe(404);
    const pushed = await send('POST', `/v2/${name}/blobs/uploads/?digest=${digest}`, { body: 'content' });
    expect([pushed.status, pushed.headers.location]).toEqual([201, `/v2/${name}/blobs/${digest}`]);
    const head = await send('HEAD', `/v2/${name}/blobs/${digest}`);
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '7', '']);
    expect((await send('GET', `/v2/${name}/blobs/${digest}`)).text).toBe('content');
    const range = await send('GET', `/v2/${name}/blobs/${digest}`, { headers: { range: 'bytes=3-' } });
    expect([range.status, range.text, range.headers['content-range']]).toEqual([206, 'tent', 'bytes 3-6/7']);
    expect((await send('GET', `/v2/${name}/blobs/${digest}`, { headers: { range: 'bytes=7-' } })).status).toBe(416);
  });

  it('are pushed in chunks, in order', async () => {
    const { headers } = await send('POST', `/v2/${name}/blobs/uploads/`);
    const upload = String(headers.location);
    const chunk = (body: string, range: string) => send('PATCH', upload, { body, headers: { 'content-range': range } });
    expect(await chunk('abc', '0-2')).toMatchObject({ status: 202, headers: { range: '0-2', location: upload } });
    expect(errorOf(await chunk('xyz', '0-2')).slice(0, 2)).toEqual([416, 'BLOB_UPLOAD_INVALID']);
    expect(await send('GET', upload)).toMatchObject({ status: 204, headers: { range: '0-2' } });
    expect(await chunk('def', '3-5')).toMatchObject({ status: 202, headers: { range: '0-5' } });
    const end = await send('PUT', `${upload}?digest=${digestOf('abcdefgh')}`, { body: 'gh' });
    expect(end.status).toBe(201);
    expect((await send('GET', `/v2/${name}/blobs/${digestOf('abcdefgh')}`)).text).toBe('abcdefgh');
    expect(errorOf(await send('GET', upload)).slice(0, 2)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });

  it('are refused with another digest, and forgotten when cancelled', async () => {
    const begin = async () => String((await send('POST', `/v2/${name}/blobs/uploads/`)).headers.location);
    const wrong = await send('PUT', `${await begin()}?digest=${digestOf('two')}`, { body: 'one' });
    expect(errorOf(wrong).slice(0, 2)).toEqual([400, 'DIGEST_INVALID']);
    expect((await send('PUT', `${await begin()}?digest=md5:1`, { body: 'one' })).status).toBe(400);
    expect((await send('HEAD', `/v2/${name}/blobs/${digestOf('one')}`)).status).toBe(404);
    const upload = await begin();
    expect((await send('DELETE', upload)).status).toBe(204);
    expect((await send('PATCH', upload, { body: 'x' })).status).toBe(404);
    // What is there already is no failure of a push.
    await pushBlob('twice');
    await pushBlob('twice');
  });

  it('do not outlive a client that leaves while it sends', async () => {
    const upload = String((await send('POST', `/v2/${name}/blobs/uploads/`)).headers.location);
    const { hostname, port } = new URL(world.registry.url);
    const headers = { host: HOST, authorization: `Basic ${btoa(login)}`, 'content-length': '1000' };
    const outgoing = request({ hostname, port, method: 'PATCH', path: upload, agent: false, headers });
    outgoing.on('error', () => {});
    const left = new Promise((resolve) => outgoing.once('close', resolve));
    outgoing.write('half', () => outgoing.destroy());
    await left;
    await until(() => world.gateway.calls.calls().at(-1)?.operation === 'UploadLayerPart');
    expect((await send('GET', upload)).status).toBe(404);
  });

  it('are mounted from another repository where the registry allows it', async () => {
    await pushBlob('shared');
    const [source, target] = [name, `${name}-target`];
    world.repositories.create(scope, { name: target });
    world.repositories.create(scope, { name: `${name}-kms`, encryption: { encryptionType: 'KMS' } });
    const mount = (to: string, from = source) =>
      send('POST', `/v2/${to}/blobs/uploads/?mount=${digestOf('shared')}&from=${from}`);
    expect((await mount(target)).status).toBe(202);
    world.repositories.settings(scope).blobMounting = true;
    expect((await mount(`${name}-kms`)).status).toBe(202);
    expect((await mount(target, 'no-such')).status).toBe(202);
    expect((await send('HEAD', `/v2/${target}/blobs/${digestOf('shared')}`)).status).toBe(404);
    const mounted = await mount(target, `${HOST}/${source}`);
    expect([mounted.status, mounted.headers.location]).toEqual([201, `/v2/${target}/blobs/${digestOf('shared')}`]);
    expect((await send('HEAD', `/v2/${target}/blobs/${digestOf('shared')}`)).status).toBe(200);
    world.repositories.settings(scope).blobMounting = false;
  });
});

describe('manifests', () => {
  it('are pushed and read by tag and digest; HEAD says the digest', async () => {
    const manifest = await pushImage('layer', 'one');
    const digest = digestOf(manifest);
    for (const reference of ['one', digest]) {
      const got = await send('GET', `/v2/${name}/manifests/${reference}`);
      expect([got.status, got.text, got.headers['content-type']]).toEqual([200, manifest, OCI_MANIFEST]);
      const head = await send('HEAD', `/v2/${name}/manifests/${reference}`);
      expect([head.headers['docker-content-digest'], head.text]).toEqual([digest, '']);
    }
    expect((await pushManifest(manifest, digest)).headers['docker-content-digest']).toBe(digest);
    expect(errorOf(await send('GET', `/v2/${name}/manifests/two`))).toEqual([
      404,
      'MANIFEST_UNKNOWN',
      'Requested image not found',
    ]);
  });

  it('are held against the same rules as PutImage', async () => {
    const other = manifestOf('{}', 'other');
    expect(errorOf(await pushManifest(other, 'one')).slice(0, 2)).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
    world.repositories.find(scope, name).immutableTags = true;
    const manifest = await pushImage('layer', 'one');
    await pushBlob('other');
    expect(errorOf(await pushManifest(other, 'one'))).toEqual([
      400,
      'TAG_INVALID',
      `The image tag 'one' already exists in the '${name}' repository and cannot be overwritten because the repository is immutable.`,
    ]);
    expect((await pushManifest(manifest, 'one')).status).toBe(201);
    expect(errorOf(await pushManifest(other, digestOf('x'))).slice(0, 2)).toEqual([400, 'DIGEST_INVALID']);
    expect(errorOf(await pushManifest('no JSON', 'two')).slice(0, 2)).toEqual([400, 'MANIFEST_INVALID']);
    expect(errorOf(await pushManifest('x'.repeat(4_194_305), 'two')).slice(0, 2)).toEqual([413, 'SIZE_INVALID']);
    expect(world.repositories.images(world.repositories.find(scope, name))).toHaveLength(1);
  });

  it('lists tags, in pages', async () => {
    const manifest = await pushImage('layer', 'b');
    await pushManifest(manifest, 'c');
    await pushManifest(manifest, 'a');
    expect(JSON.parse((await send('GET', `/v2/${name}/tags/list`)).text)).toEqual({ name, tags: ['a', 'b', 'c'] });
    const first = await send('GET', `/v2/${name}/tags/list?n=2`);
    expect(JSON.parse(first.text)).toEqual({ name, tags: ['a', 'b'] });
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
    const last = await send('GET', next);
    expect([JSON.parse(last.text), last.headers.link]).toEqual([{ name, tags: ['c'] }, undefined]);
  });
});
