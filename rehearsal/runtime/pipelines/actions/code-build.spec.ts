import { describe, expect, it } from '@jest/globals';

import type { BuildRequest, BuildResult } from '../../ports/builds.ts';
import type { PipelineActionInput } from '../../ports/pipeline-actions.ts';
import { codeBuildAction } from './code-build.ts';

const input: PipelineActionInput = {
  scope: { account: '111111111111', region: 'eu-west-1' },
  pipelineName: 'picus',
  executionId: 'e',
  actionRunId: 'a',
  stage: 'Build',
  action: 'Build',
  configuration: { ProjectName: 'p' },
  inputs: [
    { name: 'One', directory: '/one', revision: { id: 'c1' } },
    { name: 'Two', directory: '/two' },
  ],
  outputs: ['Out'],
  directory: '/work',
  roleArn: 'arn:aws:iam::111111111111:role/pipeline',
  region: undefined,
  revisionOverride: undefined,
};
const log = { group: 'g', stream: 's' };

/** Starts the action over a build that ends as it is told to. */
function start(change: Partial<PipelineActionInput>, result: Partial<BuildResult> = {}) {
  const requests: BuildRequest[] = [];
  const done = { status: 'SUCCEEDED' as const, phases: [], exportedVariables: {}, artifacts: [], log, ...result };
  const action = codeBuildAction({
    start(request) {
      requests.push(request);
      return { id: 'p:1', log, done: Promise.resolve(done), stop: async () => {} };
    },
  });
  const started = action.start({ ...input, ...change });
  return { requests, result: started.done };
}

const configuration = (more: Record<string, string>) => ({ ProjectName: 'p', ...more });

describe('a CodeBuild action', () => {
  it('puts its primary source first and tells the commit', () => {
    const { requests } = start({ configuration: configuration({ PrimarySource: 'Two' }) });
    expect(requests).toMatchObject([
      {
        project: 'p',
        sources: [
          { name: 'Two', directory: '/two' },
          { name: 'One', directory: '/one' },
        ],
        sourceVersion: 'c1',
      },
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['several inputs and no primary source', {}, 'PrimarySource is required'],
    ['a primary source that it is not given', { PrimarySource: 'Three' }, 'PrimarySource names Three'],
    ['variables that are no JSON', { PrimarySource: 'One', EnvironmentVariables: '[{' }, 'not a valid JSON array'],
    [
      'a variable of another type',
      { PrimarySource: 'One', EnvironmentVariables: '[{"name":"A","value":"/a","type":"PARAMETER_STORE"}]' },
      'the type PARAMETER_STORE of the variable A',
    ],
  ])('refuses %s', (_what, more, message) => {
    expect(() => start({ configuration: configuration(more) })).toThrow(message);
  });

  it('takes one output from the primary artifact or from one of its name, several from secondary ones', async () => {
    const primary = { name: undefined, directory: '/p' };
    const one = { PrimarySource: 'One' };
    await expect(start({ configuration: configuration(one) }, { artifacts: [primary] }).result).resolves.toMatchObject({
      artifacts: [{ name: 'Out', directory: '/p' }],
    });
    const named = { name: 'Out', directory: '/o' };
    await expect(start({ configuration: configuration(one) }, { artifacts: [named] }).result).resolves.toMatchObject({
      artifacts: [{ name: 'Out', directory: '/o' }],
    });
    const both = { configuration: configuration(one), outputs: ['Out', 'More'] };
    await expect(start(both, { artifacts: [primary, named] }).result).resolves.toEqual({
      status: 'Failed',
      error: { code: 'ConfigurationError', message: 'The build did not put out the artifact More.' },
    });
  });
});
