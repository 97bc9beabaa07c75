import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  DeleteProjectCommand,
  InvalidInputException,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListProjectsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  RetryBuildCommand,
  StartBuildCommand,
  StopBuildCommand,
  UpdateProjectCommand,
  type Build,
} from '@aws-sdk/client-codebuild';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startCodebuild, type CodebuildFixture } from './support/codebuild-fixture.ts';

let codebuild: CodebuildFixture;
beforeEach(async () => {
  codebuild = await startCodebuild();
});
afterEach(() => codebuild.stop());

const commands = (...lines: string[]) => JSON.stringify({ version: '0.2', phases: { build: { commands: lines } } });

async function build(buildspec: string, more: Parameters<CodebuildFixture['startBuild']>[1] = {}): Promise<Build> {
  await codebuild.createProject('picus', buildspec);
  const { id } = await codebuild.startBuild('picus', more);
  return codebuild.ended(id);
}

const output = ({ logs }: Build) =>
  codebuild
    .logOf({ group: logs?.groupName ?? '', stream: logs?.streamName ?? '' })
    .filter((line) => !line.startsWith('> '));

describe('projects', () => {
  it('are made, shown, changed, listed and deleted', async () => {
    const { project } = await codebuild.createProject('picus', commands('true'), {
      tags: [{ key: 'env', value: 'dev' }],
    });
    expect(project).toMatchObject({
      name: 'picus',
      arn: 'arn:aws:codebuild:eu-west-1:111111111111:project/picus',
      source: { type: 'NO_SOURCE', buildspec: commands('true') },
      artifacts: { type: 'NO_ARTIFACTS' },
      cache: { type: 'NO_CACHE' },
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      encryptionKey: 'arn:aws:kms:eu-west-1:111111111111:alias/aws/s3',
      tags: [{ key: 'env', value: 'dev' }],
      created: new Date(codebuild.clock.now()),
      logsConfig: { cloudWatchLogs: { status: 'ENABLED' } },
    });
    await expect(codebuild.createProject('picus', commands('true'))).rejects.toBeInstanceOf(
      ResourceAlreadyExistsException,
    );
    const { client } = codebuild;
    await client.send(new UpdateProjectCommand({ name: 'picus', timeoutInMinutes: 30, description: 'new' }));
    await codebuild.createProject('another', commands('true'));
    const names = ['picus', 'arn:aws:codebuild:eu-west-1:111111111111:project/picus', 'none'];
    const found = await client.send(new BatchGetProjectsCommand({ names }));
    expect(found.projects?.map(({ timeoutInMinutes, description }) => [timeoutInMinutes, description])).toEqual([
      [30, 'new'],
      [30, 'new'],
    ]);
    expect(found.projectsNotFound).toEqual(['none']);
    expect((await client.send(new ListProjectsCommand({}))).projects).toEqual(['another', 'picus']);
    expect(
      (await client.send(new ListProjectsCommand({ sortBy: 'CREATED_TIME', sortOrder: 'DESCENDING' }))).projects,
    ).toHaveLength(2);
    await client.send(new DeleteProjectCommand({ name: 'another' }));
    await client.send(new DeleteProjectCommand({ name: 'another' }));
    expect((await client.send(new ListProjectsCommand({}))).projects).toEqual(['picus']);
    await expect(client.send(new UpdateProjectCommand({ name: 'none' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it.each<[string, object, string]>([
    ['GITHUB', { source: { type: 'GITHUB', location: 'x' } }, 'sources of type GITHUB'],
    ['artifacts in S3', { artifacts: { type: 'S3' } }, 'artifacts of type S3'],
    ['artifacts of another type than the source', { artifacts: { type: 'CODEPIPELINE' } }, 'must have artifacts'],
    ['no buildspec', { source: { type: 'NO_SOURCE' } }, 'must have an inline buildspec'],
    ['a VPC', { vpcConfig: { vpcId: 'vpc-1' } }, 'Project.vpcConfig'],
    ['a cache that is shared', { cache: { type: 'S3', cacheNamespace: 'n' } }, 'Project.cache.cacheNamespace'],
    ['a cache in no bucket', { cache: { type: 'S3' } }, 'must have a location'],
    ['a local cache of no kind', { cache: { type: 'LOCAL' } }, 'must have one or more modes'],
    ['batch builds', { buildBatchConfig: {} }, 'Project.buildBatchConfig'],
    ['a badge', { badgeEnabled: true }, 'Project.badgeEnabled'],
    ['a short time-out', { timeoutInMinutes: 4 }, 'Invalid timeoutInMinutes: 4. It must be between 5 and 2160.'],
    ['a bad name', { name: '-' }, 'Invalid project name'],
    ['logs in S3', { logsConfig: { s3Logs: { status: 'ENABLED' } } }, 'logs in S3'],
    [
      'Windows',
      { environment: { type: 'WINDOWS_SERVER_2022_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' } },
      'WINDOWS_SERVER_2022_CONTAINER',
    ],
  ])('are refused with %s', async (_what, more, message) => {
    const creation = codebuild.createProject('picus', commands('true'), more);
    await expect(creation).rejects.toBeInstanceOf(InvalidInputException);
    await expect(creation).rejects.toThrow(message);
  });
});

describe('builds', () => {
  it('are listed, newest first, and found or not', async () => {
    await codebuild.createProject('picus', commands('true'));
    await codebuild.createProject('other', commands('true'));
    const started: string[] = [];
    for (const name of ['picus', 'other', 'picus']) {
      const { id = '' } = await codebuild.startBuild(name);
      started.push((await codebuild.ended(id)).id ?? '');
    }
    const [first = '', second = '', third = ''] = started;
    const { client } = codebuild;
    expect((await client.send(new ListBuildsCommand({}))).ids).toEqual([third, second, first]);
    const ofPicus = new ListBuildsForProjectCommand({ projectName: 'picus', sortOrder: 'ASCENDING' });
    expect((await client.send(ofPicus)).ids).toEqual([first, third]);
    const found = await client.send(new BatchGetBuildsCommand({ ids: [third, 'picus:none'] }));
    expect(found.builds?.map(({ buildNumber }) => buildNumber)).toEqual([2]);
    expect(found.buildsNotFound).toEqual(['picus:none']);
    await expect(client.send(new StopBuildCommand({ id: 'picus:none' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    await expect(client.send(new ListBuildsForProjectCommand({ projectName: 'none' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it('are retried with the same settings', async () => {
    const failed = await build(commands('echo "$A"; exit 1'), {
      environmentVariablesOverride: [{ name: 'A', value: 'again' }],
    });
    const { build: retried } = await codebuild.client.send(new RetryBuildCommand({ id: failed.id }));
    expect(retried).toMatchObject({ buildNumber: 2, buildStatus: 'IN_PROGRESS' });
    expect(output(await codebuild.ended(retried?.id))).toEqual(['again']);
  });

  it('are started once for a token', async () => {
    await codebuild.createProject('picus', commands('true'));
    const { id } = await codebuild.startBuild('picus', { idempotencyToken: 't' });
    expect(await codebuild.startBuild('picus', { idempotencyToken: 't' })).toMatchObject({ id });
    await expect(
      codebuild.startBuild('picus', { idempotencyToken: 't', timeoutInMinutesOverride: 10 }),
    ).rejects.toThrow('used before with other parameters');
    await codebuild.ended(id);
  });

  it('of a pipeline are started by it only', async () => {
    await codebuild.createProject('picus', undefined, {
      source: { type: 'CODEPIPELINE' },
      artifacts: { type: 'CODEPIPELINE' },
    });
    await expect(codebuild.startBuild('picus')).rejects.toThrow('the pipeline starts picus');
    await expect(codebuild.startBuild('picus', { fleetOverride: { fleetArn: 'x' } })).rejects.toThrow('fleetOverride');
    await expect(codebuild.client.send(new StartBuildCommand({ projectName: 'none' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });
});
