import { describe, expect, it } from '@jest/globals';
import { randomIds } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { Builds } from '../runtime/builds/builds.ts';
import { LogGroups } from '../runtime/logs/log-groups.ts';
import { Parameters } from '../runtime/parameters/parameters.ts';
import type { BuildRunner } from '../runtime/ports/build-runner.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { codebuildProjectProvider } from './codebuild-project.ts';

const context: ResourceContext = {
  scope: { account: '111111111111', region: 'eu-west-1' },
  stackName: 'picus-pipeline',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus-pipeline/1',
  logicalId: 'SelfMutation',
  stackTags: { app: 'picus' },
  token: 't',
  signal: new AbortController().signal,
};
const clock = new ManualClock();
const noBuilds: BuildRunner = {
  prepare: () => Promise.reject(new Error('no builds here')),
  forgetCache: async () => {},
  close: async () => {},
};

function provided() {
  const builds = new Builds({
    clock,
    ids: randomIds,
    log: silentLog,
    logs: new LogGroups({ clock }),
    parameters: new Parameters({ clock, ids: randomIds }),
    runner: noBuilds,
    documents: { parse: () => ({}) },
    secrets: { valueOf: () => '' },
    reportDocuments: { parseXml: () => ({ root: 'testsuites', content: '' }) },
    cacheObjects: undefined,
  });
  return { builds, provider: codebuildProjectProvider({ builds, ids: randomIds }) };
}

/** As CDK Pipelines synthesizes it. */
const wanted = {
  Artifacts: { Type: 'CODEPIPELINE' },
  Cache: { Type: 'NO_CACHE' },
  Description: 'Pipeline step',
  EncryptionKey: 'arn:aws:kms:eu-west-1:111111111111:key/1',
  Environment: {
    ComputeType: 'BUILD_GENERAL1_SMALL',
    EnvironmentVariables: [{ Name: 'PLATFORM', Type: 'PLAINTEXT', Value: 'linux/arm64' }],
    Image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
    ImagePullCredentialsType: 'CODEBUILD',
    PrivilegedMode: 'true',
    Type: 'ARM_CONTAINER',
  },
  ServiceRole: 'arn:aws:iam::111111111111:role/builder',
  Source: { BuildSpec: '{"version": "0.2", "phases": {}}', Type: 'CODEPIPELINE' },
  TimeoutInMinutes: '480',
};

describe('AWS::CodeBuild::Project', () => {
  it('creates, updates and goes', async () => {
    const { builds, provider } = provided();
    const state = await provider.create(wanted, context);
    expect(state.physicalId).toMatch(/^picus-pipeline-SelfMutation-[A-Z0-9]{12}$/);
    expect(state.attributes).toEqual({ Arn: `arn:aws:codebuild:eu-west-1:111111111111:project/${state.physicalId}` });
    expect(builds.projects.get(context.scope, state.physicalId)).toMatchObject({
      sourceType: 'CODEPIPELINE',
      artifactsType: 'CODEPIPELINE',
      buildspec: wanted.Source.BuildSpec,
      serviceRole: wanted.ServiceRole,
      encryptionKey: wanted.EncryptionKey,
      timeoutInMinutes: 480,
      environment: {
        type: 'ARM_CONTAINER',
        privilegedMode: true,
        variables: [{ name: 'PLATFORM', value: 'linux/arm64', type: 'PLAINTEXT' }],
      },
      tags: { app: 'picus' },
    });
    const { TimeoutInMinutes: _left, ...less } = wanted;
    const updated = await provider.update(state, { ...less, Description: 'new' }, wanted, context);
    expect(updated).toEqual(state);
    expect(builds.projects.get(context.scope, state.physicalId)).toMatchObject({
      description: 'new',
      timeoutInMinutes: 60,
    });
    await provider.delete(state, wanted, context);
    await provider.delete(state, wanted, context);
    expect(builds.projects.list(context.scope)).toEqual([]);
  });

  it.each<[{ Type: string; Location?: string; Modes?: string[] }, object]>([
    [
      { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] },
      { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
    ],
    [
      { Type: 'S3', Location: 'bucket/prefix' },
      { type: 'S3', location: 'bucket/prefix' },
    ],
  ])('has a cache: %j', async (Cache, cache) => {
    const { builds, provider } = provided();
    const { physicalId } = await provider.create({ ...wanted, Cache }, context);
    expect(builds.projects.get(context.scope, physicalId).cache).toEqual(cache);
  });

  it('takes its name, which cannot be there twice', async () => {
    const { provider } = provided();
    const named = { ...wanted, Name: 'picus-selfupdate' };
    expect((await provider.create(named, context)).physicalId).toBe('picus-selfupdate');
    await expect(provider.create(named, context)).rejects.toThrow('Project already exists');
  });

  it.each<[string, object]>([
    ['Source.Type S3', { Source: { Type: 'S3' } }],
    ['Artifacts.Type S3', { Artifacts: { Type: 'S3' } }],
    ['Cache.Modes NONE', { Cache: { Type: 'LOCAL', Modes: ['NONE'] } }],
    ['Environment.Type WINDOWS_CONTAINER', { Environment: { ...wanted.Environment, Type: 'WINDOWS_CONTAINER' } }],
    [
      'Environment.EnvironmentVariables.S.Type VAULT',
      { Environment: { ...wanted.Environment, EnvironmentVariables: [{ Name: 'S', Type: 'VAULT', Value: 's' }] } },
    ],
  ])('refuses %s by name', async (what, more) => {
    const { provider } = provided();
    await expect(provider.create({ ...wanted, ...more }, context)).rejects.toThrow(
      `The rehearsal does not implement ${what} of AWS::CodeBuild::Project.`,
    );
  });
});
