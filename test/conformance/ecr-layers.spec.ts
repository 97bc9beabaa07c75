import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import * as ecr from '@aws-sdk/client-ecr';
import { randomBytes } from 'node:crypto';
import { digestOf, manifestOf, startEcr, type Ecr } from './support/registry.ts';

const MIB = 1024 * 1024;

let world: Ecr;
let client: ecr.ECRClient;
let repositoryName = 'r0';
let count = 0;

beforeAll(async () => {
  world = await startEcr();
  ({ client } = world);
});
afterAll(() => world.stop());
beforeEach(async () => {
  repositoryName = `r${++count}`;
  await client.send(new ecr.CreateRepositoryCommand({ repositoryName }));
});

const start = async () => {
  const { uploadId, partSize } = await client.send(new ecr.InitiateLayerUploadCommand({ repositoryName }));
  expect(partSize).toBe(10_485_760);
  return uploadId;
};
const part = (uploadId: string | undefined, content: Uint8Array, first = 0, last = first + content.length - 1) =>
  client.send(
    new ecr.UploadLayerPartCommand({
      repositoryName,
      uploadId,
      partFirstByte: first,
      partLastByte: last,
      layerPartBlob: content,
    }),
  );
const complete = (uploadId: string | undefined, digest: string) =>
  client.send(new ecr.CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }));
async function upload(content: Uint8Array): Promise<string> {
  const id = await start();
  await part(id, content);
  await complete(id, digestOf(content));
  return digestOf(content);
}
const available = async (...layerDigests: string[]) =>
  (await client.send(new ecr.BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests }))).layers?.map(
    ({ layerAvailability }) => layerAvailability,
  );
const put = (imageManifest: string, rest: Partial<ecr.PutImageCommandInput> = {}) =>
  client.send(new ecr.PutImageCommand({ repositoryName, imageManifest, ...rest }));

it('takes a layer in parts, an image of it, and gives the bytes back', async () => {
  const layer = randomBytes(7 * MIB);
  const id = await start();
  expect(await part(id, layer.subarray(0, 5 * MIB))).toMatchObject({ lastByteReceived: 5 * MIB - 1, repositoryName });
  expect(await part(id, layer.subarray(5 * MIB), 5 * MIB)).toMatchObject({ lastByteReceived: 7 * MIB - 1 });
  expect(await complete(id, digestOf(layer))).toMatchObject({ layerDigest: digestOf(layer), uploadId: id });
  const config = await upload(Buffer.from('{}'));
  expect(await available(digestOf(layer), config, `sha256:${'0'.repeat(64)}`)).toEqual([
    'AVAILABLE',
    'AVAILABLE',
    'UNAVAILABLE',
  ]);

  const url = () =>
    client.send(new ecr.GetDownloadUrlForLayerCommand({ repositoryName, layerDigest: digestOf(layer) }));
  await expect(url()).rejects.toBeInstanceOf(ecr.LayerInaccessibleException);
  await put(manifestOf('{}', layer), { imageTag: 'one' });
  const { downloadUrl = '' } = await url();
  const whole = await fetch(downloadUrl);
  expect(digestOf(new Uint8Array(await whole.arrayBuffer()))).toBe(digestOf(layer));
  const some = await fetch(downloadUrl, { headers: { range: 'bytes=10-19' } });
  expect([some.status, some.headers.get('content-range')]).toEqual([206, `bytes 10-19/${layer.length}`]);
  expect(Buffer.from(await some.arrayBuffer())).toEqual(layer.subarray(10, 20));
  expect((await fetch(downloadUrl.replace(/signature=.{4}/, 'signature=0000'))).status).toBe(403);
  expect((await fetch(downloadUrl.replace(digestOf(layer), config))).status).toBe(403);
});

it('refuses parts that do not follow, are too long or too small, and other content', async () => {
  const id = await start();
  await part(id, randomBytes(100));
  await expect(part(id, randomBytes(10), 101)).rejects.toMatchObject({
    name: 'InvalidLayerPartException',
    message: expect.stringContaining("Last valid byte received: '99'"),
  });
  await expect(part(id, randomBytes(10), 100, 100)).rejects.toBeInstanceOf(ecr.InvalidLayerPartException);
  await expect(part(id, randomBytes(20_971_521), 100)).rejects.toBeInstanceOf(ecr.InvalidParameterException);
  await part(id, randomBytes(100), 100);
  await expect(complete(id, digestOf('any'))).rejects.toBeInstanceOf(ecr.LayerPartTooSmallException);

  await expect(complete(await start(), digestOf(''))).rejects.toBeInstanceOf(ecr.EmptyUploadException);
  const other = await start();
  await part(other, Buffer.from('one'));
  await expect(complete(other, digestOf('two'))).rejects.toBeInstanceOf(ecr.InvalidLayerException);
  expect(await available(digestOf('one'), digestOf('two'))).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);

  await upload(Buffer.from('one'));
  const again = await start();
  await part(again, Buffer.from('one'));
  await expect(complete(again, digestOf('one'))).rejects.toBeInstanceOf(ecr.LayerAlreadyExistsException);
});

it('knows an upload in its own repository only', async () => {
  const id = await start();
  await client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'elsewhere' }));
  repositoryName = 'elsewhere';
  await expect(part(id, Buffer.from('x'))).rejects.toBeInstanceOf(ecr.UploadNotFoundException);
  await expect(complete('4eb64aee-14ee-aae4-1e94-6593c01b39f8', digestOf('x'))).rejects.toBeInstanceOf(
    ecr.UploadNotFoundException,
  );
});

it('takes an image whose layers are in its own repository only', async () => {
  await upload(Buffer.from('{}'));
  await upload(Buffer.from('layer'));
  await put(manifestOf('{}', 'layer'), { imageTag: 'one' });
  const { images } = await client.send(
    new ecr.BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: 'one' }] }),
  );
  await client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'lacking' }));
  repositoryName = 'lacking';
  await expect(put(images?.[0]?.imageManifest ?? '')).rejects.toMatchObject({
    name: 'LayersNotFoundException',
    message: expect.stringContaining(digestOf('layer')),
  });
});

it('checks a manifest: its digest, its type and what it is', async () => {
  await upload(Buffer.from('{}'));
  await upload(Buffer.from('layer'));
  const manifest = manifestOf('{}', 'layer');
  await expect(put(manifest, { imageDigest: digestOf('other') })).rejects.toBeInstanceOf(
    ecr.ImageDigestDoesNotMatchException,
  );
  const untyped = JSON.stringify({ ...(JSON.parse(manifest) as object), mediaType: undefined });
  for (const [text, rest] of [
    [manifest, { imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json' }],
    [manifest, { imageTag: 'not valid' }],
    [untyped, {}],
    ['{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}', {}],
    ['no JSON', {}],
  ] as const)
    await expect(put(text, rest)).rejects.toBeInstanceOf(ecr.InvalidParameterException);
  await put(untyped, { imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json' });
});

it('keeps indexes, whose images must be there and cannot go before them', async () => {
  await upload(Buffer.from('{}'));
  await upload(Buffer.from('layer'));
  const image = manifestOf('{}', 'layer');
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digestOf(image), size: image.length },
    ],
  });
  await expect(put(index, { imageTag: 'all' })).rejects.toBeInstanceOf(ecr.ReferencedImagesNotFoundException);
  await put(image);
  await put(index, { imageTag: 'all' });
  const { imageDetails } = await client.send(
    new ecr.DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: 'all' }] }),
  );
  expect(imageDetails).toMatchObject([
    { imageSizeInBytes: 'layer'.length, imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' },
  ]);
  const remove = (imageDigest: string) =>
    client.send(new ecr.BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
  expect((await remove(digestOf(image))).failures).toMatchObject([{ failureCode: 'ImageReferencedByManifestList' }]);
  await remove(digestOf(index));
  expect((await remove(digestOf(image))).failures).toEqual([]);
});

it('remembers what the registry, a repository and its tags are set to', async () => {
  const name = 'BLOB_MOUNTING';
  expect(await client.send(new ecr.GetAccountSettingCommand({ name }))).toMatchObject({ value: 'DISABLED' });
  await client.send(new ecr.PutAccountSettingCommand({ name, value: 'ENABLED' }));
  expect(await client.send(new ecr.GetAccountSettingCommand({ name }))).toMatchObject({ value: 'ENABLED' });

  await client.send(new ecr.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }));
  const { repositories } = await client.send(
    new ecr.DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
  );
  expect(repositories).toMatchObject([{ imageTagMutability: 'IMMUTABLE' }]);

  const resourceArn = repositories?.[0]?.repositoryArn ?? '';
  const Tags = async () => (await client.send(new ecr.ListTagsForResourceCommand({ resourceArn }))).tags;
  const tag = (Key: string, Value: string) =>
    client.send(new ecr.TagResourceCommand({ resourceArn, tags: [{ Key, Value }] }));
  await tag('team', 'a');
  await tag('stage', 'dev');
  await tag('team', 'b');
  expect(await Tags()).toEqual([
    { Key: 'stage', Value: 'dev' },
    { Key: 'team', Value: 'b' },
  ]);
  await expect(tag('aws:x', 'y')).rejects.toBeInstanceOf(ecr.InvalidTagParameterException);
  await client.send(new ecr.UntagResourceCommand({ resourceArn, tagKeys: ['team'] }));
  expect(await Tags()).toEqual([{ Key: 'stage', Value: 'dev' }]);
  await expect(
    client.send(new ecr.ListTagsForResourceCommand({ resourceArn: resourceArn.replace(/r\d+$/, 'none') })),
  ).rejects.toBeInstanceOf(ecr.RepositoryNotFoundException);
});
