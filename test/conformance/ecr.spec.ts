import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as ecr from '@aws-sdk/client-ecr';
import type { Manifest } from '../../rehearsal/adapters/image-store/oci-types.ts';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { ecrRepositoryProvider } from '../../rehearsal/resources/ecr-repository.ts';
import { Repositories } from '../../rehearsal/runtime/repositories/repositories.ts';
import { ecrApi } from '../../rehearsal/services/ecr/ecr-api.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';
import { webImage } from './support/images/build-web.ts';

let fixture: Awaited<ReturnType<typeof webImage>>;
let repositories: Repositories;
let gateway: TestGateway;
let client: ecr.ECRClient;

beforeAll(async () => {
  fixture = await webImage();
  const clock = scaledClock(1);
  repositories = new Repositories({ clock, images: fixture.store });
  gateway = await startGateway([ecrApi({ repositories, clock })]);
  client = new ecr.ECRClient(gateway.clientConfig());
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  fixture.remove();
});

/** Puts an image whose layers the repository has, as if they had been uploaded. */
const put = (repositoryName: string, imageTag: string, imageManifest = fixture.image.manifest) => {
  const { config, layers } = JSON.parse(imageManifest) as Manifest;
  for (const { digest } of [config, ...layers])
    fixture.store.linkBlob(repositories.find(scope, repositoryName).uri, digest);
  return client.send(new ecr.PutImageCommand({ repositoryName, imageManifest, imageTag }));
};

it('promotes an image by putting its manifest under a new tag', async () => {
  const { repository } = await client.send(
    new ecr.CreateRepositoryCommand({ repositoryName: 'app', imageTagMutability: 'IMMUTABLE' }),
  );
  expect(repository).toMatchObject({
    repositoryUri: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/app',
    imageTagMutability: 'IMMUTABLE',
  });
  await put('app', 'src-1');

  const { images = [] } = await client.send(
    new ecr.BatchGetImageCommand({ repositoryName: 'app', imageIds: [{ imageTag: 'src-1' }, { imageTag: 'none' }] }),
  );
  expect(images).toHaveLength(1);
  const promoted = await put('app', 'tested-1', images[0]?.imageManifest);
  expect(promoted.image?.imageId).toEqual({ imageDigest: fixture.image.digest, imageTag: 'tested-1' });

  const { imageDetails } = await client.send(
    new ecr.DescribeImagesCommand({ repositoryName: 'app', imageIds: [{ imageTag: 'tested-1' }] }),
  );
  expect(imageDetails?.[0]).toMatchObject({
    imageDigest: fixture.image.digest,
    imageTags: ['src-1', 'tested-1'],
    imageSizeInBytes: fixture.image.sizeBytes,
  });
  const listed = await client.send(
    new ecr.ListImagesCommand({ repositoryName: 'app', filter: { tagStatus: 'TAGGED' } }),
  );
  expect(listed.imageIds?.map(({ imageTag }) => imageTag)).toEqual(['src-1', 'tested-1']);
  expect((await fixture.store.pull('111111111111.dkr.ecr.eu-west-1.amazonaws.com/app:tested-1')).digest).toBe(
    fixture.image.digest,
  );
});

it('never moves an immutable tag', async () => {
  await client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'immutable', imageTagMutability: 'IMMUTABLE' }));
  const other = await fixture.builder.buildImage({
    context: `${import.meta.dirname}/support/images/web`,
    buildArgs: { REVISION: 'r9' },
  });
  await put('immutable', 'one');
  await expect(put('immutable', 'one', other.manifest)).rejects.toBeInstanceOf(ecr.ImageTagAlreadyExistsException);
  await expect(put('immutable', 'one')).rejects.toBeInstanceOf(ecr.ImageAlreadyExistsException);
});

it('moves a mutable one', async () => {
  await client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'mutable' }));
  const other = await fixture.builder.buildImage({
    context: `${import.meta.dirname}/support/images/web`,
    buildArgs: { REVISION: 'r9' },
  });
  await put('mutable', 'one');
  await put('mutable', 'one', other.manifest);
  const { imageDetails = [] } = await client.send(new ecr.DescribeImagesCommand({ repositoryName: 'mutable' }));
  expect(imageDetails.map(({ imageDigest, imageTags }) => [imageDigest, imageTags])).toEqual([
    [fixture.image.digest, undefined],
    [other.digest, ['one']],
  ]);
  const removed = await client.send(
    new ecr.BatchDeleteImageCommand({
      repositoryName: 'mutable',
      imageIds: [{ imageDigest: fixture.image.digest }, { imageTag: 'x' }],
    }),
  );
  expect(removed.failures?.[0]?.failureCode).toBe('ImageNotFound');
  expect((await client.send(new ecr.ListImagesCommand({ repositoryName: 'mutable' }))).imageIds).toHaveLength(1);
});

it('answers what is not there as ECR does', async () => {
  await expect(client.send(new ecr.DescribeImagesCommand({ repositoryName: 'none' }))).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
    message: "The repository with name 'none' does not exist in the registry with id '111111111111'",
  });
  await client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'empty' }));
  await expect(
    client.send(new ecr.DescribeImagesCommand({ repositoryName: 'empty', imageIds: [{ imageTag: 'x' }] })),
  ).rejects.toBeInstanceOf(ecr.ImageNotFoundException);
  await expect(client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'empty' }))).rejects.toBeInstanceOf(
    ecr.RepositoryAlreadyExistsException,
  );
  const missing = JSON.stringify({
    ...(JSON.parse(fixture.image.manifest) as object),
    layers: [{ digest: `sha256:${'0'.repeat(64)}`, size: 1 }],
  });
  await expect(put('empty', 'x', missing)).rejects.toBeInstanceOf(ecr.LayersNotFoundException);
  const { authorizationData } = await client.send(new ecr.GetAuthorizationTokenCommand({}));
  expect(authorizationData?.[0]?.expiresAt?.getTime()).toBeGreaterThan(Date.now());
});

it('keeps policies, and repositories that hold images', async () => {
  const text = JSON.stringify({ rules: [] });
  await client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'kept' }));
  await expect(client.send(new ecr.GetLifecyclePolicyCommand({ repositoryName: 'kept' }))).rejects.toBeInstanceOf(
    ecr.LifecyclePolicyNotFoundException,
  );
  await client.send(new ecr.PutLifecyclePolicyCommand({ repositoryName: 'kept', lifecyclePolicyText: text }));
  expect((await client.send(new ecr.GetLifecyclePolicyCommand({ repositoryName: 'kept' }))).lifecyclePolicyText).toBe(
    text,
  );
  await put('kept', 'one');
  await expect(client.send(new ecr.DeleteRepositoryCommand({ repositoryName: 'kept' }))).rejects.toBeInstanceOf(
    ecr.RepositoryNotEmptyException,
  );
  await client.send(new ecr.DeleteRepositoryCommand({ repositoryName: 'kept', force: true }));
  expect(
    (await client.send(new ecr.DescribeRepositoriesCommand({}))).repositories?.map(
      ({ repositoryName }) => repositoryName,
    ),
  ).not.toContain('kept');
});

it('is a CloudFormation type', async () => {
  const provider = ecrRepositoryProvider({ repositories, ids: randomIds });
  const context = {
    scope,
    stackName: 's',
    stackId: 'i',
    logicalId: 'Repository',
    stackTags: {},
    token: 't',
    signal: new AbortController().signal,
  };
  const properties = {
    RepositoryName: 'from-template',
    ImageTagMutability: 'IMMUTABLE',
    LifecyclePolicy: { LifecyclePolicyText: '{}' },
  };
  const state = await provider.create(properties, context);
  expect(state).toEqual({
    physicalId: 'from-template',
    attributes: {
      Arn: 'arn:aws:ecr:eu-west-1:111111111111:repository/from-template',
      RepositoryUri: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/from-template',
    },
  });
  expect(repositories.find(scope, 'from-template')).toMatchObject({ immutableTags: true, lifecyclePolicy: '{}' });
  await expect(provider.create(properties, context)).rejects.toMatchObject({
    code: 'RepositoryAlreadyExistsException',
  });
  await provider.delete(state, properties, context);
  expect(() => repositories.find(scope, 'from-template')).toThrow('does not exist');

  const provided = repositories.provide(scope, 'from-template');
  repositories.deposit(provided, { manifest: fixture.image.manifest, tag: 'one' });
  await provider.create(properties, context);
  const taken = repositories.find(scope, 'from-template');
  expect(taken).toMatchObject({ immutableTags: true, scanOnPush: false, lifecyclePolicy: '{}' });
  expect(repositories.images(taken)).toMatchObject([{ tags: ['one'] }]);
});
