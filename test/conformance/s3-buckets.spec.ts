import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as s3 from '@aws-sdk/client-s3';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { startBuckets, type BucketFixture } from './support/buckets.ts';

let world: BucketFixture;
let client: s3.S3Client;

beforeAll(async () => {
  world = await startBuckets();
  ({ client } = world);
});
afterAll(() => world.stop());

const create = (Bucket: string, extra: Partial<s3.CreateBucketCommandInput> = {}) =>
  client.send(new s3.CreateBucketCommand({ Bucket, ...extra }));
const put = (Bucket: string, Key: string, Body: string) => client.send(new s3.PutObjectCommand({ Bucket, Key, Body }));

/** Without an SDK between: what is on the wire. */
function send(
  path: string,
  {
    method = 'GET',
    host,
    signed = true,
    headers = {},
    body = '',
  }: Partial<Record<'method' | 'host' | 'body', string>> & {
    signed?: boolean;
    headers?: Record<string, string>;
  } = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const credential = '111111111111/20260101/eu-west-1/s3/aws4_request';
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(world.gateway.url);
    const outgoing = request(
      {
        hostname,
        port,
        path,
        method,
        headers: { ...(host && { host }), ...(signed && { authorization }), ...headers },
      },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('a bucket', () => {
  it('is made, found, listed and deleted', async () => {
    const made = await create('made', {
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1', Tags: [{ Key: 'a', Value: '1' }] },
    });
    expect(made.Location).toBe('/made');
    const head = await client.send(new s3.HeadBucketCommand({ Bucket: 'made', ExpectedBucketOwner: '111111111111' }));
    expect(head).toMatchObject({ BucketRegion: 'eu-west-1' });
    const location = await client.send(new s3.GetBucketLocationCommand({ Bucket: 'made' }));
    expect(location.LocationConstraint).toBe('eu-west-1');
    const { Buckets } = await client.send(new s3.ListBucketsCommand({ Prefix: 'mad' }));
    expect(Buckets).toMatchObject([
      { Name: 'made', BucketRegion: 'eu-west-1', CreationDate: new Date(world.clock.now()) },
    ]);
    await client.send(new s3.DeleteBucketCommand({ Bucket: 'made' }));
    await expect(client.send(new s3.HeadBucketCommand({ Bucket: 'made' }))).rejects.toBeInstanceOf(s3.NotFound);
  });

  it('is not deleted while something is in it', async () => {
    await create('full');
    await put('full', 'one', '');
    const remove = () => client.send(new s3.DeleteBucketCommand({ Bucket: 'full' }));
    await expect(remove()).rejects.toMatchObject({ name: 'BucketNotEmpty', $metadata: { httpStatusCode: 409 } });
    await client.send(new s3.DeleteObjectCommand({ Bucket: 'full', Key: 'one' }));
    await remove();
  });

  it('has a name that nobody else has', async () => {
    await create('taken');
    await expect(create('taken')).rejects.toBeInstanceOf(s3.BucketAlreadyOwnedByYou);
    const other = new s3.S3Client(world.gateway.clientConfig({ account: '222222222222' }));
    await expect(other.send(new s3.CreateBucketCommand({ Bucket: 'taken' }))).rejects.toBeInstanceOf(
      s3.BucketAlreadyExists,
    );
    await expect(other.send(new s3.ListObjectsV2Command({ Bucket: 'taken' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    await client.send(new s3.PutBucketPolicyCommand({ Bucket: 'taken', Policy: '{"Statement":[]}' }));
    expect((await other.send(new s3.ListObjectsV2Command({ Bucket: 'taken' }))).KeyCount).toBe(0);
    expect((await other.send(new s3.ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    other.destroy();
    await expect(
      client.send(new s3.HeadBucketCommand({ Bucket: 'taken', ExpectedBucketOwner: '222222222222' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it.each(['ab', 'Upper', 'has_underscore', 'two..dots', '10.0.0.1', 'xn--name'])(
    'is never called %s',
    async (name) => {
      const reply = await send(`/${name}`, { method: 'PUT' });
      expect(reply.status).toBe(400);
      expect(reply.text).toContain('<Code>InvalidBucketName</Code>');
    },
  );

  it('in us-east-1 has no location constraint', async () => {
    const there = new s3.S3Client(world.gateway.clientConfig({ region: 'us-east-1' }));
    await there.send(new s3.CreateBucketCommand({ Bucket: 'in-virginia' }));
    there.destroy();
    expect(
      (await client.send(new s3.GetBucketLocationCommand({ Bucket: 'in-virginia' }))).LocationConstraint,
    ).toBeUndefined();
    expect((await send('/in-virginia?location')).text).toMatch(/<LocationConstraint xmlns="[^"]+"\s*\/>$/);
    await create('here');
    expect((await send('/here?location')).text).toMatch(
      /<LocationConstraint xmlns="[^"]+">eu-west-1<\/LocationConstraint>$/,
    );
  });
});

describe('settings', () => {
  const Bucket = 'settings';
  beforeAll(() => create(Bucket));

  it('are those of new buckets at first', async () => {
    const encryption = await client.send(new s3.GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    ]);
    const access = await client.send(new s3.GetPublicAccessBlockCommand({ Bucket }));
    expect(access.PublicAccessBlockConfiguration).toMatchObject({ BlockPublicAcls: true, RestrictPublicBuckets: true });
    const ownership = await client.send(new s3.GetBucketOwnershipControlsCommand({ Bucket }));
    expect(ownership.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    expect((await client.send(new s3.GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  });

  it.each([
    [s3.GetBucketPolicyCommand, 'NoSuchBucketPolicy'],
    [s3.GetBucketTaggingCommand, 'NoSuchTagSet'],
    [s3.GetBucketLifecycleConfigurationCommand, 'NoSuchLifecycleConfiguration'],
  ])('that nobody put are an error of their own', async (Command, name) => {
    await expect(client.send(new Command({ Bucket: 'settings' }) as never)).rejects.toMatchObject({
      name,
      BucketName: 'settings',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('are kept and deleted', async () => {
    await create('changed');
    const named = { Bucket: 'changed' };
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    await client.send(new s3.PutBucketPolicyCommand({ ...named, Policy }));
    expect((await client.send(new s3.GetBucketPolicyCommand(named))).Policy).toBe(Policy);
    await client.send(new s3.DeleteBucketPolicyCommand(named));
    await expect(client.send(new s3.GetBucketPolicyCommand(named))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
    await expect(client.send(new s3.PutBucketPolicyCommand({ ...named, Policy: 'no JSON' }))).rejects.toMatchObject({
      name: 'MalformedPolicy',
    });

    const kms = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'key-1' };
    const Rules = [{ ApplyServerSideEncryptionByDefault: kms, BucketKeyEnabled: true }];
    await client.send(new s3.PutBucketEncryptionCommand({ ...named, ServerSideEncryptionConfiguration: { Rules } }));
    const encrypted = await client.send(new s3.GetBucketEncryptionCommand(named));
    expect(encrypted.ServerSideEncryptionConfiguration?.Rules).toEqual(Rules);
    expect(await put('changed', 'key', 'x')).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'key-1',
      BucketKeyEnabled: true,
    });
    await client.send(new s3.DeleteBucketEncryptionCommand(named));
    expect(await put('changed', 'key', 'x')).toMatchObject({ ServerSideEncryption: 'AES256' });

    const TagSet = [{ Key: 'a', Value: '<1>' }];
    await client.send(new s3.PutBucketTaggingCommand({ ...named, Tagging: { TagSet } }));
    expect((await client.send(new s3.GetBucketTaggingCommand(named))).TagSet).toEqual(TagSet);
    await client.send(new s3.DeleteBucketTaggingCommand(named));
    await expect(client.send(new s3.GetBucketTaggingCommand(named))).rejects.toMatchObject({ name: 'NoSuchTagSet' });

    await client.send(new s3.DeletePublicAccessBlockCommand(named));
    await expect(client.send(new s3.GetPublicAccessBlockCommand(named))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
    await client.send(
      new s3.PutPublicAccessBlockCommand({ ...named, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    );
    expect((await client.send(new s3.GetPublicAccessBlockCommand(named))).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
    });

    const lifecycle = {
      Rules: [{ ID: 'r', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 3 } }],
    };
    await client.send(new s3.PutBucketLifecycleConfigurationCommand({ ...named, LifecycleConfiguration: lifecycle }));
    expect((await client.send(new s3.GetBucketLifecycleConfigurationCommand(named))).Rules).toEqual(lifecycle.Rules);
    await client.send(new s3.DeleteBucketLifecycleCommand(named));
    await client.send(new s3.DeleteBucketOwnershipControlsCommand(named));
    await client.send(
      new s3.PutBucketOwnershipControlsCommand({
        ...named,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
      }),
    );
  });
});

describe('versions', () => {
  const Bucket = 'versions';
  const Key = 'key';
  const get = async (VersionId?: string) =>
    (
      await client.send(new s3.GetObjectCommand({ Bucket, Key, ...(VersionId && { VersionId }) }))
    ).Body?.transformToString();

  it('stay until each is deleted', async () => {
    await create(Bucket);
    await put(Bucket, Key, 'before');
    const Status = 'Enabled';
    await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    const one = (await put(Bucket, Key, 'one')).VersionId ?? '';
    const two = (await put(Bucket, Key, 'two')).VersionId ?? '';
    expect([await get(), await get(one), await get('null')]).toEqual(['two', 'one', 'before']);
    const deleted = await client.send(new s3.DeleteObjectCommand({ Bucket, Key }));
    expect(deleted.DeleteMarker).toBe(true);
    await expect(get()).rejects.toBeInstanceOf(s3.NoSuchKey);
    await expect(get(deleted.VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchVersion' });
    expect((await client.send(new s3.ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);

    const listed: unknown[] = [];
    let page: s3.ListObjectVersionsCommandOutput | undefined;
    do {
      page = await client.send(
        new s3.ListObjectVersionsCommand({
          Bucket,
          MaxKeys: 1,
          KeyMarker: page?.NextKeyMarker,
          VersionIdMarker: page?.NextVersionIdMarker,
        }),
      );
      listed.push(...(page.Versions ?? []), ...(page.DeleteMarkers ?? []));
    } while (page.IsTruncated);
    expect(listed).toMatchObject([
      { VersionId: deleted.VersionId, IsLatest: true },
      { VersionId: two, IsLatest: false, Size: 3 },
      { VersionId: one, IsLatest: false },
      { VersionId: 'null', IsLatest: false },
    ]);

    await client.send(new s3.DeleteObjectCommand({ Bucket, Key, VersionId: deleted.VersionId }));
    expect(await get()).toBe('two');
    const Objects = [two, one, 'null'].map((VersionId) => ({ Key, VersionId }));
    await expect(client.send(new s3.DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    await client.send(new s3.DeleteBucketCommand({ Bucket }));
  });
});

describe('on the wire', () => {
  beforeAll(async () => {
    await create('wired');
    await put('wired', 'folder/key.txt', 'text');
  });

  it("errors are S3's XML", async () => {
    const reply = await send('/wired/none%20<x>');
    expect(reply).toMatchObject({ status: 404, headers: { 'content-type': 'application/xml' } });
    expect(reply.text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>none &lt;x&gt;<\/Key><RequestId>.+<\/RequestId><HostId>.+<\/HostId><\/Error>$/,
    );
    expect(await send('/wired/none', { method: 'HEAD' })).toMatchObject({ status: 404, text: '' });
    expect(await send('/nowhere', { method: 'HEAD' })).toMatchObject({ status: 404, text: '' });
  });

  it.each([
    ['the first part of the path', '/wired/folder/key.txt', undefined],
    ["the host's first label", '/folder/key.txt', 'wired.s3.eu-west-1.amazonaws.com'],
    ["the host's first label without a region", '/folder/key.txt', 'wired.s3.amazonaws.com'],
    ['a name below localhost', '/folder/key.txt', 'wired.localhost:4566'],
    ['a name below s3.localhost', '/folder/key.txt', 'wired.s3.localhost:4566'],
    ["the path of S3's own host", '/wired/folder/key.txt', 's3.eu-west-1.amazonaws.com'],
  ])('the bucket is %s', async (_where, path, host) => {
    expect(await send(path, host === undefined ? {} : { host })).toMatchObject({ status: 200, text: 'text' });
  });

  it('a key that begins with a slash survives a host of its own', async () => {
    await put('wired', '/slash', 'slashed');
    expect(await send('//slash', { host: 'wired.s3.amazonaws.com' })).toMatchObject({ status: 200, text: 'slashed' });
  });

  it('GET / is the list of buckets when it is signed, and health when not', async () => {
    expect((await send('/')).text).toContain('<ListAllMyBucketsResult');
    expect(JSON.parse((await send('/', { signed: false })).text)).toMatchObject({ services: ['s3'] });
  });

  it('a request without credentials is denied', async () => {
    const reply = await send('/folder/key.txt', { host: 'wired.s3.amazonaws.com', signed: false });
    expect(reply.status).toBe(403);
    expect(reply.text).toContain('<Code>AccessDenied</Code>');
  });

  it('a presigned link needs no header', async () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=111111111111%2F20260101%2Feu-west-1%2Fs3%2Faws4_request';
    expect(await send(`/wired/folder/key.txt?${query}`, { signed: false })).toMatchObject({
      status: 200,
      text: 'text',
    });
  });

  it('what is not served is refused by name', async () => {
    const reply = await send('/wired?acl');
    expect(reply.status).toBe(501);
    expect(reply.text).toContain('The rehearsal does not implement GetBucketAcl.');
    expect((await send('/wired', { method: 'POST' })).text).toContain('<Code>MethodNotAllowed</Code>');
    await expect(
      client.send(new s3.PutObjectCommand({ Bucket: 'wired', Key: 'k', Body: '', ACL: 'public-read' })),
    ).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
    await expect(
      client.send(new s3.PutObjectCommand({ Bucket: 'wired', Key: 'k', Body: '', ObjectLockMode: 'GOVERNANCE' })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it.each([
    ['/wired/%zz', 'GET', '', 'InvalidURI'],
    ['/wired?delete', 'POST', '<Delete>', 'MalformedXML'],
    ['/wired?versioning', 'PUT', '<VersioningConfiguration/>', 'IllegalVersioningConfigurationException'],
  ])('%s cannot be read', async (path, method, body, code) => {
    expect((await send(path, { method, body })).text).toContain(`<Code>${code}</Code>`);
  });

  it('chunks with signatures and trailers are unframed', async () => {
    const body =
      '5;chunk-signature=abc\r\nhello\r\n6;chunk-signature=def\r\n world\r\n0;chunk-signature=0\r\nx-amz-checksum-crc32:DUoRhQ==\r\nx-amz-trailer-signature:f\r\n\r\n';
    const headers = {
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      'content-encoding': 'aws-chunked,gzip',
      'x-amz-decoded-content-length': '11',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    };
    expect((await send('/wired/framed', { method: 'PUT', headers, body })).headers).toMatchObject({
      'x-amz-checksum-crc32': 'DUoRhQ==',
    });
    const framed = await send('/wired/framed');
    expect(framed).toMatchObject({ text: 'hello world', headers: { 'content-encoding': 'gzip' } });

    const wrong = await send('/wired/framed', { method: 'PUT', headers, body: body.replace('hello', 'hallo') });
    expect(wrong.text).toContain('<Code>BadDigest</Code>');
    const short = await send('/wired/framed', { method: 'PUT', headers, body: body.slice(0, 40) });
    expect(short.text).toContain('<Code>IncompleteBody</Code>');
    const long = { ...headers, 'x-amz-decoded-content-length': '12' };
    expect((await send('/wired/framed', { method: 'PUT', headers: long, body })).text).toContain(
      '<Code>IncompleteBody</Code>',
    );
    const bent = await send('/wired/framed', { method: 'PUT', headers, body: body.replace('6;', 'x;') });
    expect(bent.text).toContain('<Code>InvalidChunkSizeError</Code>');
    expect((await send('/wired/framed')).text).toBe('hello world');
  });

  it('an upload that its client gives up leaves nothing', async () => {
    const { hostname, port } = new URL(world.gateway.url);
    const credential = '111111111111/20260101/eu-west-1/s3/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    const headers = { authorization, 'content-length': '1000000' };
    const outgoing = request({ hostname, port, path: '/wired/given-up', method: 'PUT', headers });
    outgoing.on('error', () => {});
    outgoing.write(Buffer.alloc(500_000), () => outgoing.destroy());
    const before = world.gateway.calls.calls().length;
    while (world.gateway.calls.calls().length === before) await new Promise((resolve) => setImmediate(resolve));
    expect(world.gateway.calls.calls().at(-1)).toMatchObject({ operation: 'PutObject', error: 'IncompleteBody' });
    expect((await send('/wired/given-up')).status).toBe(404);
    expect(readdirSync(join(world.directory, 'content')).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(world.errors).toEqual([]);
  });

  it('calls are recorded', async () => {
    await send('/wired/folder/key.txt');
    expect(world.gateway.calls.calls().at(-1)).toMatchObject({
      service: 's3',
      operation: 'GetObject',
      account: '111111111111',
      region: 'eu-west-1',
      status: 200,
    });
  });
});
