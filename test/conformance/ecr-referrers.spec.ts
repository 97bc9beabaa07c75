import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as ecr from '@aws-sdk/client-ecr';
import { imageGateway } from '../../deployer/aws/ecr.ts';
import { digestOf, manifestOf, startEcr, type Ecr } from './support/registry.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

const HOST = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const SBOM = { tag: 'sbom-1', mediaType: 'application/vnd.cyclonedx+json', content: Buffer.from('{"bomFormat":"x"}') };

let world: Ecr;
let where: { region: string; repository: string };
let subject: string;
let count = 0;

beforeAll(async () => {
  world = await startEcr();
});
afterAll(() => world.stop());
beforeEach(async () => {
  where = { region: 'eu-west-1', repository: `n${++count}` };
  const repository = world.repositories.create(scope, {
    name: where.repository,
    immutableTags: true,
    scanOnPush: true,
  });
  for (const content of ['config', 'layer']) {
    const upload = world.repositories.uploads.start(repository);
    await world.repositories.uploads.append(repository, upload, Buffer.from(content));
    await world.repositories.uploads.complete(repository, upload, digestOf(content));
  }
  const manifest = manifestOf('config', 'layer');
  subject = digestOf(manifest);
  world.repositories.put(repository, { manifest, tag: 'src-1' });
  world.operations();
});

const images = () => imageGateway(() => world.client);
const list = async (input: Partial<ecr.ListImageReferrersCommandInput> = {}) =>
  world.client.send(
    new ecr.ListImageReferrersCommand({
      repositoryName: where.repository,
      subjectId: { imageDigest: subject },
      ...input,
    }),
  );
const get = async (path: string) =>
  fetch(`${world.registry.url}/v2/${HOST}/${where.repository}/${path}`, {
    headers: { authorization: `Basic ${btoa(await world.login())}` },
  });

describe('what the release tool attaches', () => {
  it('is pushed as layers and a manifest, and once only', async () => {
    expect(await images().attach(where, subject, SBOM)).toBe('added');
    const upload = ['BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload'];
    expect(world.operations()).toEqual(['BatchGetImage', ...upload, ...upload, 'PutImage']);
    expect(await images().attach(where, subject, SBOM)).toBe('was there');
    expect(world.operations()).not.toContain('UploadLayerPart');
    expect(await images().find(where, { tag: SBOM.tag })).toMatchObject({ tags: [SBOM.tag] });
  });

  it('never moves the tag of what is attached already', async () => {
    await images().attach(where, subject, SBOM);
    expect(await images().attach(where, subject, { ...SBOM, content: Buffer.from('other') })).toBe('was there');
    expect((await list()).referrers).toHaveLength(1);
  });

  it('needs its image', async () => {
    const gone = images().attach(where, digestOf('none'), SBOM);
    await expect(gone).rejects.toThrow('no longer has image');
  });

  it('of many megabytes goes in parts', async () => {
    const content = Buffer.alloc(11 * 1024 * 1024, 'x');
    expect(await images().attach(where, subject, { ...SBOM, content })).toBe('added');
    expect(world.operations().filter((operation) => operation === 'UploadLayerPart')).toHaveLength(3);
    const [found] = (await list()).referrers ?? [];
    const manifest = (await (await get(`manifests/${found?.digest}`)).json()) as { layers: { digest: string }[] };
    expect(manifest.layers).toMatchObject([{ digest: digestOf(content), size: content.length }]);
  });
});

describe('the referrers of an image', () => {
  beforeEach(async () => {
    await images().attach(where, subject, SBOM);
    await images().attach(where, subject, { tag: 'note', mediaType: 'text/plain', content: Buffer.from('note') });
  });

  it('are listed by the API, by type and in pages', async () => {
    const { referrers } = await list({ filter: { artifactTypes: [SBOM.mediaType] } });
    expect(referrers).toEqual([
      expect.objectContaining({ mediaType: OCI_MANIFEST, artifactType: SBOM.mediaType, artifactStatus: 'ACTIVE' }),
    ]);
    const first = await list({ maxResults: 1 });
    const second = await list({ maxResults: 1, nextToken: first.nextToken });
    const types = [first, second].flatMap(({ referrers: rows = [] }) =>
      rows.map(({ artifactType = '' }) => artifactType),
    );
    expect(types.toSorted()).toEqual([SBOM.mediaType, 'text/plain']);
    expect(second.nextToken).toBeUndefined();
    expect((await list({ filter: { artifactStatus: 'ARCHIVED' } })).referrers).toEqual([]);
    expect((await list({ subjectId: { imageDigest: digestOf('none') } })).referrers).toEqual([]);
  });

  it('are an index by the registry protocol', async () => {
    const answer = await get(`referrers/${subject}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.oci.image.index.v1+json',
    ]);
    const index = (await answer.json()) as { schemaVersion: number; manifests: { digest: string; size: number }[] };
    expect(index).toMatchObject({ schemaVersion: 2 });
    expect(index.manifests).toHaveLength(2);
    for (const { digest, size } of index.manifests) {
      const text = await (await get(`manifests/${digest}`)).text();
      expect([digestOf(text), text.length]).toEqual([digest, size]);
    }
    const filtered = await get(`referrers/${subject}?artifactType=text/plain`);
    expect(filtered.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(await filtered.json()).toMatchObject({ manifests: [{ artifactType: 'text/plain' }] });
    expect(await (await get(`referrers/${digestOf('none')}`)).json()).toMatchObject({ manifests: [] });
    expect((await get('referrers/latest')).status).toBe(400);
  });

  it('are told from images: by their subject and type, and by not being scanned', async () => {
    const { imageDetails = [] } = await world.client.send(
      new ecr.DescribeImagesCommand({ repositoryName: where.repository, imageIds: [{ imageTag: SBOM.tag }] }),
    );
    expect(imageDetails[0]).toMatchObject({ subjectManifestDigest: subject, artifactMediaType: SBOM.mediaType });
    expect(imageDetails[0]?.imageScanStatus).toBeUndefined();
    const scan = images().scan(where, subject);
    expect(await scan).toMatchObject({ state: 'done' });
    expect(await images().scan(where, imageDetails[0]?.imageDigest ?? '')).toMatchObject({ state: 'pending' });
  });

  it('can be pushed by clients of the registry protocol, which are told that they are listed', async () => {
    const empty = digestOf('{}');
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'application/example',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: empty, size: 2 },
      layers: [{ mediaType: 'application/vnd.oci.empty.v1+json', digest: empty, size: 2 }],
      subject: { mediaType: OCI_MANIFEST, digest: subject, size: 1 },
    });
    const answer = await fetch(`${world.registry.url}/v2/${HOST}/${where.repository}/manifests/${digestOf(manifest)}`, {
      method: 'PUT',
      body: manifest,
      headers: { authorization: `Basic ${btoa(await world.login())}`, 'content-type': OCI_MANIFEST },
    });
    expect([answer.status, answer.headers.get('oci-subject')]).toEqual([201, subject]);
    expect((await list({ filter: { artifactTypes: ['application/example'] } })).referrers).toHaveLength(1);
  });
});
