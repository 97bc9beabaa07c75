import { describe, expect, it } from '@jest/globals';

import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { codepipelinePipelineProvider } from '../../rehearsal/resources/codepipeline-pipeline.ts';
import { knownTypes } from '../../rehearsal/resources/known-types.ts';
import { FakePipelineWorld } from '../../rehearsal/runtime/pipelines/fake-pipeline-world.ts';
import { Stacks } from '../../rehearsal/runtime/stacks/stacks.ts';
import { committedAssembly, type Template } from './assembly.ts';

const SCOPE = { account: '111111111111', region: 'eu-west-1' };

/** The pipeline's own resource from the assembly, with names for what it refers to. */
async function rehearse(template: Template) {
  const clock = new ManualClock();
  const world = new FakePipelineWorld(clock);
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  types.delete('AWS::CodePipeline::Pipeline');
  const stacks = new Stacks({
    clock,
    ids: randomIds,
    log: silentLog,
    types: {
      providers: [codepipelinePipelineProvider({ pipelines: world.pipelines, ids: randomIds })],
      recorded: [...types].map((type) => ({
        type,
        reason: 'a name is enough here',
        describe: (_properties, { logicalId }) => ({
          physicalId: logicalId,
          attributes: { Arn: `arn:aws:x:::${logicalId}`, RepositoryUri: `registry/${logicalId}` },
        }),
      })),
      known: knownTypes,
    },
    parameterStore: { value: () => '33' },
  });
  world.commit('c0ffee');
  const request = { name: 'picus-pipeline', templateBody: JSON.stringify(template) };
  const stack = await stacks.settled(await stacks.create(SCOPE, request));
  const settle = () => clock.advance(0);
  await settle();
  return { world, stack, stacks, settle };
}

describe('the synthesized pipeline in the rehearsal', () => {
  it('is taken as it is, and runs from its source to prod', async () => {
    const template = committedAssembly().get('picus-pipeline')?.template;
    if (!template) throw new Error('The assembly has no pipeline.');
    const { world, stack, settle } = await rehearse(template);
    expect(stack.status).toBe('CREATE_COMPLETE');
    const output = JSON.stringify({
      Resources: { Thing: { Type: 'Test::Thing' } },
      Outputs: { Url: { Value: 'https://app.example' } },
    });
    const [record] = world.pipelines.list(SCOPE);
    const state = () => record!.state;
    const run = () => state().executions.at(-1)!;
    for (const { configuration } of state().definition.stages.flatMap(({ actions }) => actions)) {
      const [artifact, path] = (configuration['TemplatePath'] ?? '').split('::');
      if (path !== undefined) world.files.set(`/${artifact}/${path}`, output);
    }
    const push = { repositoryId: 'example/picus', branch: 'main', commitId: 'c0ffee' };
    expect(world.pipelines.pushed({ ...push, files: ['docs/a/b.md', 'README.md'] })).toEqual([]);

    // Everything that waits for somebody is done, until nothing waits any more.
    for (let round = 0; round < 40 && run().status === 'InProgress'; round++) {
      for (const build of world.builds.filter(({ ended }) => ended === undefined)) {
        const action = run().actionRuns.find(({ externalId }) => externalId === build.id)?.action;
        const outputs = state()
          .definition.stages.flatMap(({ actions }) => actions)
          .find(({ name }) => name === action)?.outputs;
        build.end({ artifacts: (outputs ?? []).map((name) => ({ name, directory: `/${name}` })) });
      }
      for (const { stage, action, token, status } of run().actionRuns)
        if (token !== undefined && status === 'InProgress')
          world.pipelines.decide(SCOPE, record!.name, {
            stage,
            action,
            token,
            approved: true,
            summary: 'go',
            by: 'me',
          });
      await settle();
    }
    const failure = run().actionRuns.find(({ status }) => status === 'Failed');
    expect(failure).toBeUndefined();
    expect(run().status).toBe('Succeeded');
    expect(run().actionRuns.map(({ stage }) => stage)).toEqual(
      expect.arrayContaining(['Source', 'Build', 'dev', 'prod']),
    );
    expect(run().actionRuns).toHaveLength(state().definition.stages.flatMap(({ actions }) => actions).length);
    const environments = world.builds.map(({ request }) => request.environment);
    expect(environments).toContainEqual(expect.objectContaining({ GIT_SHA: 'c0ffee' }));
    expect(environments).toContainEqual(expect.objectContaining({ URL: 'https://app.example' }));
    await world.pipelines.close();
  }, 90_000);
});
