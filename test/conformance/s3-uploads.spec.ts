import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as s3 from '@aws-sdk/client-s3';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startBuckets, type BucketFixture } from './support/buckets.ts';

const Bucket = 'uploads';
const MB = 1024 * 1024;
let world: BucketFixture;
let client: s3.S3Client;

beforeAll(async () => {
  world = await startBuckets();
  ({ client } = world);
  await client.send(new s3.CreateBucketCommand({ Bucket }));
});
afterAll(() => world.stop());

const begin = async (Key: string, extra: Partial<s3.CreateMultipartUploadCommandInput> = {}) =>
  (await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key, ...extra }))).UploadId ?? '';
const upload = (Key: string, UploadId: string, PartNumber: number, Body: Uint8Array, extra = {}) =>
  client.send(new s3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...extra }));
const complete = (Key: string, UploadId: string, Parts: s3.CompletedPart[], extra = {}) =>
  client.send(new s3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...extra }));
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();
const files = () => readdirSync(join(world.directory, 'content'));

describe('an upload in parts', () => {
  it('becomes one object whose ETag is the MD5 of the MD5s', async () => {
    const parts = [randomBytes(8 * MB), randomBytes(8 * MB), randomBytes(4 * MB)];
    const Key = 'whole';
    const before = files().length;
    const UploadId = await begin(Key, { Metadata: { a: '1' }, ContentType: 'text/plain', ChecksumAlgorithm: 'CRC32' });
    const done: s3.CompletedPart[] = [];
    // Out of order, and one part twice.
    await upload(Key, UploadId, 2, randomBytes(5 * MB), { ChecksumAlgorithm: 'CRC32' });
    for (const number of [3, 1, 2]) {
      const { ETag, ChecksumCRC32 } = await upload(Key, UploadId, number, parts[number - 1]!, {
        ChecksumAlgorithm: 'CRC32',
      });
      done.push({ PartNumber: number, ETag, ChecksumCRC32 });
    }
    const listed = await client.send(new s3.ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
    expect(listed).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2', ChecksumAlgorithm: 'CRC32' });
    expect(listed.Parts?.map(({ Size }) => Size)).toEqual([8 * MB, 8 * MB]);

    const made = await complete(
      Key,
      UploadId,
      done.toSorted((a, b) => a.PartNumber! - b.PartNumber!),
    );
    const etag = `"${createHash('md5')
      .update(Buffer.concat(parts.map(md5)))
      .digest('hex')}-3"`;
    expect(made).toMatchObject({
      ETag: etag,
      Bucket,
      Key,
      ChecksumType: 'COMPOSITE',
      ChecksumCRC32: expect.stringMatching(/-3$/),
    });
    const got = await client.send(new s3.GetObjectCommand({ Bucket, Key }));
    expect(got).toMatchObject({ ETag: etag, ContentLength: 20 * MB, ContentType: 'text/plain', Metadata: { a: '1' } });
    expect(md5((await got.Body?.transformToByteArray())!)).toEqual(md5(Buffer.concat(parts)));
    const second = await client.send(new s3.GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect(second).toMatchObject({ PartsCount: 3, ContentRange: `bytes ${8 * MB}-${16 * MB - 1}/${20 * MB}` });
    expect(md5((await second.Body?.transformToByteArray())!)).toEqual(md5(parts[1]!));
    expect(files().length).toBe(before + 1);
    await expect(complete(Key, UploadId, done)).rejects.toBeInstanceOf(s3.NoSuchUpload);
  });

  it('has one checksum of the whole when it is CRC64NVME', async () => {
    const UploadId = await begin('full', { ChecksumAlgorithm: 'CRC64NVME' });
    const body = Buffer.from('123456789');
    const { ETag, ChecksumCRC64NVME } = await upload('full', UploadId, 1, body, { ChecksumAlgorithm: 'CRC64NVME' });
    const Parts = [{ PartNumber: 1, ETag, ChecksumCRC64NVME }];
    await expect(complete('full', UploadId, Parts, { ChecksumCRC64NVME: 'AAAAAAAAAAA=' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    expect(await complete('full', UploadId, Parts, { ChecksumCRC64NVME: 'rosUhgp5mIg=' })).toMatchObject({
      ChecksumCRC64NVME: 'rosUhgp5mIg=',
      ChecksumType: 'FULL_OBJECT',
    });
  });

  it('refuses wrong lists of parts', async () => {
    const UploadId = await begin('wrong');
    const one = await upload('wrong', UploadId, 1, randomBytes(MB));
    const two = await upload('wrong', UploadId, 2, randomBytes(MB));
    const parts = [
      { PartNumber: 1, ETag: one.ETag },
      { PartNumber: 2, ETag: two.ETag },
    ];
    await expect(complete('wrong', UploadId, parts.toReversed())).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete('wrong', UploadId, [{ PartNumber: 1, ETag: two.ETag }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete('wrong', UploadId, [{ PartNumber: 7, ETag: two.ETag }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete('wrong', UploadId, parts)).rejects.toMatchObject({
      name: 'EntityTooSmall',
      ProposedSize: String(MB),
    });
    await expect(complete('wrong', UploadId, [])).rejects.toMatchObject({ name: 'MalformedXML' });
    await expect(upload('wrong', UploadId, 10_001, randomBytes(1))).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('goes with its parts when it is aborted', async () => {
    const before = files().length;
    const UploadId = await begin('aborted/one');
    await upload('aborted/one', UploadId, 1, randomBytes(MB));
    const { Uploads } = await client.send(new s3.ListMultipartUploadsCommand({ Bucket, Prefix: 'aborted/' }));
    expect(Uploads).toMatchObject([{ Key: 'aborted/one', UploadId }]);
    await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key: 'aborted/one', UploadId }));
    expect(files().length).toBe(before);
    await expect(upload('aborted/one', UploadId, 2, randomBytes(1))).rejects.toBeInstanceOf(s3.NoSuchUpload);
    await expect(client.send(new s3.GetObjectCommand({ Bucket, Key: 'aborted/one' }))).rejects.toBeInstanceOf(
      s3.NoSuchKey,
    );
  });

  it('takes parts of objects that are there', async () => {
    await client.send(new s3.PutObjectCommand({ Bucket, Key: 'source', Body: 'abcdef' }));
    const UploadId = await begin('copied');
    const { CopyPartResult } = await client.send(
      new s3.UploadPartCopyCommand({
        Bucket,
        Key: 'copied',
        UploadId,
        PartNumber: 1,
        CopySource: `${Bucket}/source`,
        CopySourceRange: 'bytes=1-3',
      }),
    );
    await complete('copied', UploadId, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    const got = await client.send(new s3.GetObjectCommand({ Bucket, Key: 'copied' }));
    expect(await got.Body?.transformToString()).toBe('bcd');
  });
});
