import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as s3 from '@aws-sdk/client-s3';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { startBuckets, type BucketFixture } from './support/buckets.ts';

const Bucket = 'objects';
let world: BucketFixture;
let client: s3.S3Client;

beforeAll(async () => {
  world = await startBuckets();
  ({ client } = world);
  await client.send(new s3.CreateBucketCommand({ Bucket }));
});
afterAll(() => world.stop());

const put = (Key: string, Body: s3.PutObjectCommandInput['Body'], extra: Partial<s3.PutObjectCommandInput> = {}) =>
  client.send(new s3.PutObjectCommand({ Bucket, Key, Body, ...extra }));
const get = (Key: string, extra: Partial<s3.GetObjectCommandInput> = {}) =>
  client.send(new s3.GetObjectCommand({ Bucket, Key, ...extra }));
const textOf = async (Key: string, extra: Partial<s3.GetObjectCommandInput> = {}) =>
  (await get(Key, extra)).Body?.transformToString();
const md5 = (bytes: Uint8Array | string) => createHash('md5').update(bytes).digest('hex');

describe('an object', () => {
  it('comes back with what was said of it', async () => {
    const put1 = await put('a/b.txt', 'hello', {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      ContentEncoding: 'identity',
      Metadata: { colour: 'blue' },
      Tagging: 'team=one&stage=dev',
      StorageClass: 'STANDARD_IA',
    });
    expect(put1).toMatchObject({
      ETag: `"${md5('hello')}"`,
      ServerSideEncryption: 'AES256',
      ChecksumCRC32: 'NhCmhg==',
    });
    expect(put1.VersionId).toBeUndefined();
    const got = await get('a/b.txt', { ChecksumMode: 'ENABLED' });
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      ContentLength: 5,
      CacheControl: 'no-cache',
      ContentEncoding: 'identity',
      Metadata: { colour: 'blue' },
      TagCount: 2,
      StorageClass: 'STANDARD_IA',
      ETag: `"${md5('hello')}"`,
      AcceptRanges: 'bytes',
      LastModified: new Date(Math.floor(world.clock.now() / 1000) * 1000),
    });
    const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'a/b.txt' }));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: 'text/plain', Metadata: { colour: 'blue' } });
    const { TagSet } = await client.send(new s3.GetObjectTaggingCommand({ Bucket, Key: 'a/b.txt' }));
    expect(TagSet).toEqual([
      { Key: 'team', Value: 'one' },
      { Key: 'stage', Value: 'dev' },
    ]);
  });

  it('is 20 MB streamed in, whole and by range', async () => {
    const bytes = randomBytes(20 * 1024 * 1024);
    const chunks = function* () {
      for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
    };
    await put('big', Readable.from(chunks(), { objectMode: false }), { ContentLength: bytes.length });
    const whole = await get('big');
    expect(whole.ContentLength).toBe(bytes.length);
    expect(md5((await whole.Body?.transformToByteArray()) ?? '')).toBe(md5(bytes));
    const part = await get('big', { Range: 'bytes=1000000-1999999' });
    expect(part).toMatchObject({ ContentLength: 1_000_000, ContentRange: `bytes 1000000-1999999/${bytes.length}` });
    expect(part.$metadata.httpStatusCode).toBe(206);
    expect(
      Buffer.compare((await part.Body?.transformToByteArray()) ?? new Uint8Array(), bytes.subarray(1e6, 2e6)),
    ).toBe(0);
  });

  it.each([
    ['bytes=0-1', 'he', 'bytes 0-1/5'],
    ['bytes=3-', 'lo', 'bytes 3-4/5'],
    ['bytes=-2', 'lo', 'bytes 3-4/5'],
    ['bytes=2-99', 'llo', 'bytes 2-4/5'],
  ])('by the range %s is %s', async (Range, text, ContentRange) => {
    await put('ranged', 'hello');
    const got = await get('ranged', { Range });
    expect(got).toMatchObject({ ContentRange, ContentLength: text.length });
    expect(await got.Body?.transformToString()).toBe(text);
  });

  it('is refused behind its end', async () => {
    await put('ranged', 'hello');
    await expect(get('ranged', { Range: 'bytes=5-' })).rejects.toMatchObject({
      name: 'InvalidRange',
      ActualObjectSize: '5',
      $metadata: { httpStatusCode: 416 },
    });
  });

  it('is refused without its bytes being lost in the connection', async () => {
    const Body = randomBytes(20 * 1024 * 1024);
    await expect(client.send(new s3.PutObjectCommand({ Bucket: 'nowhere', Key: 'k', Body }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
      BucketName: 'nowhere',
    });
    await expect(put('k', Body, { ObjectLockMode: 'GOVERNANCE' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await put('k', Body);
  });

  it('has no bytes and is there', async () => {
    await put('empty', '');
    expect(await textOf('empty')).toBe('');
    expect((await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'empty' }))).ContentLength).toBe(0);
  });

  it('is replaced whole', async () => {
    await put('twice', 'first');
    await put('twice', 'second');
    expect(await textOf('twice')).toBe('second');
  });

  it('stays readable for whoever began to read it', async () => {
    const bytes = randomBytes(5_000_000);
    await put('vanishing', bytes);
    const { Body } = await get('vanishing');
    await client.send(new s3.DeleteObjectCommand({ Bucket, Key: 'vanishing' }));
    expect(md5((await Body?.transformToByteArray()) ?? '')).toBe(md5(bytes));
  });
});

describe('keys', () => {
  it.each([
    ['Zürich/日本/🚀.txt'],
    ['../../etc/passwd'],
    ['a/../b/./c'],
    ['%2e%2e%2f plus+and space?&=#%'],
    ['/leading//and/trailing/'],
    ['x'.repeat(1024)],
    ['<xml>&"quotes\'</xml>'],
    ['constructor'],
  ])('%s', async (Key) => {
    await put(Key, `is ${Key}`);
    expect(await textOf(Key)).toBe(`is ${Key}`);
    const listed = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: Key }));
    expect(listed.Contents?.map((object) => object.Key)).toContain(Key);
    const encoded = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: Key, EncodingType: 'url' }));
    expect(encoded.Contents?.map((object) => decodeURIComponent(object.Key ?? ''))).toContain(Key);
    const { Deleted } = await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
    expect(Deleted).toEqual([{ Key }]);
    await expect(get(Key)).rejects.toBeInstanceOf(s3.NoSuchKey);
  });

  it('longer than 1024 bytes is refused', async () => {
    await expect(put('ü'.repeat(513), '')).rejects.toMatchObject({ name: 'KeyTooLongError', MaxSizeAllowed: '1024' });
  });
});

describe('integrity', () => {
  // Of "123456789": the check values in the catalogues of CRCs.
  it.each([
    ['CRC32', 'ChecksumCRC32', 'y/Q5Jg=='],
    ['CRC32C', 'ChecksumCRC32C', '4waSgw=='],
    ['CRC64NVME', 'ChecksumCRC64NVME', 'rosUhgp5mIg='],
    ['SHA1', 'ChecksumSHA1', '98O8HYCOBHMq32eZZczDTKeuNEE='],
    ['SHA256', 'ChecksumSHA256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
  ] as const)('%s is verified and kept', async (ChecksumAlgorithm, member, value) => {
    const made = await put('sum', '123456789', { [member]: value });
    expect(made[member]).toBe(value);
    const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ [member]: value, ChecksumType: 'FULL_OBJECT' });
    await expect(put('sum', '12345678', { [member]: value })).rejects.toMatchObject({
      name: 'BadDigest',
      message: `The ${ChecksumAlgorithm} you specified did not match the calculated checksum.`,
    });
    expect(await textOf('sum', { ChecksumMode: 'ENABLED' })).toBe('123456789');
  });

  it('of a stream follows the bytes', async () => {
    const made = await client.send(
      new s3.PutObjectCommand({
        Bucket,
        Key: 'trailer',
        Body: Readable.from(['12345', '6789'], { objectMode: false }),
        ContentLength: 9,
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    expect(made.ChecksumSHA256).toBe('FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=');
    const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'trailer' }));
    expect(head.ContentEncoding).toBeUndefined();
    expect(head.ContentLength).toBe(9);
  });

  it('Content-MD5 is verified', async () => {
    const ContentMD5 = createHash('md5').update('right').digest('base64');
    await put('md5', 'right', { ContentMD5 });
    await expect(put('md5', 'wrong', { ContentMD5 })).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await textOf('md5')).toBe('right');
  });

  it('is CRC64NVME when the client says nothing', async () => {
    const silent = new s3.S3Client({ ...world.gateway.clientConfig(), requestChecksumCalculation: 'WHEN_REQUIRED' });
    const made = await silent.send(new s3.PutObjectCommand({ Bucket, Key: 'silent', Body: '123456789' }));
    silent.destroy();
    expect(made.ChecksumCRC64NVME).toBe('rosUhgp5mIg=');
  });
});

describe('conditions', () => {
  it('of a read', async () => {
    await put('read', 'hello');
    const ETag = `"${md5('hello')}"`;
    const modified = new Date(world.clock.now());
    await expect(get('read', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get('read', { IfModifiedSince: modified })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get('read', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      Condition: 'If-Match',
    });
    await expect(get('read', { IfUnmodifiedSince: new Date(0) })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf('read', { IfMatch: ETag, IfNoneMatch: '"other"' })).toBe('hello');
  });

  it('of a write', async () => {
    await put('write', 'one', { IfNoneMatch: '*' });
    await expect(put('write', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    await expect(put('write', 'two', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('nothing-there', 'two', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await put('write', 'three', { IfMatch: `"${md5('one')}"` });
    expect(await textOf('write')).toBe('three');
  });
});

describe('copies', () => {
  it('take metadata and tags along, or replace them', async () => {
    await put('source ü.txt', 'copied', { ContentType: 'text/plain', Metadata: { a: '1' }, Tagging: 't=1' });
    const CopySource = `${Bucket}/${encodeURIComponent('source ü.txt')}`;
    const { CopyObjectResult } = await client.send(new s3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    expect(CopyObjectResult).toMatchObject({ ETag: `"${md5('copied')}"` });
    expect(await get('copy')).toMatchObject({ ContentType: 'text/plain', Metadata: { a: '1' }, TagCount: 1 });
    await client.send(
      new s3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource, MetadataDirective: 'REPLACE', Metadata: { b: '2' } }),
    );
    const replaced = await get('copy');
    expect(replaced.Metadata).toEqual({ b: '2' });
    expect(replaced.ContentType).not.toBe('text/plain');
    await expect(
      client.send(new s3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/copy` })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(
      client.send(new s3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/none` })),
    ).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('lists', () => {
  const Prefix = 'list/';
  const keys = ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/d/1', 'list/\u{ffff}', 'list/\u{1f680}'];
  beforeAll(async () => {
    for (const key of keys.toReversed()) await put(key, key);
  });

  it('come in the order of UTF-8, page by page', async () => {
    const found: (string | undefined)[] = [];
    const pages = s3.paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, Prefix });
    for await (const page of pages) {
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(found).toEqual(keys);
  });

  it('roll up what has a common prefix, page by page', async () => {
    const found: (string | undefined)[] = [];
    for await (const page of s3.paginateListObjectsV2({ client, pageSize: 1 }, { Bucket, Prefix, Delimiter: '/' }))
      found.push(...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map((c) => c.Prefix));
    expect(found).toEqual(['list/a', 'list/b/', 'list/c', 'list/d/', ...keys.slice(-2)]);
  });

  it('go on after a marker in the older call', async () => {
    const first = await client.send(new s3.ListObjectsCommand({ Bucket, Prefix, Delimiter: '/', MaxKeys: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'list/b/' });
    const next = await client.send(
      new s3.ListObjectsCommand({ Bucket, Prefix, Delimiter: '/', MaxKeys: 2, Marker: first.NextMarker }),
    );
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(['list/c']);
    expect(next.CommonPrefixes).toEqual([{ Prefix: 'list/d/' }]);
  });

  it('begin after a key', async () => {
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix, StartAfter: 'list/b/1' }));
    expect(Contents?.[0]).toMatchObject({
      Key: 'list/b/2',
      Size: 8,
      StorageClass: 'STANDARD',
      ETag: `"${md5('list/b/2')}"`,
    });
  });
});
