import { describe, expect, it } from '@jest/globals';

import { checkDefinition, type ActionTypeRules } from './check-definition.ts';
import type { ActionDefinition, PipelineDefinition, StageDefinition } from './definition.ts';
import { pipelineOf } from './simulated-pipeline.ts';

const rules = (
  inputs: [number, number],
  outputs: [number, number],
  more: Partial<ActionTypeRules> = {},
): ActionTypeRules => ({
  inputs,
  outputs,
  required: [],
  optional: [],
  unsupported: [],
  ...more,
});
const types = {
  'Source/AWS/CodeStarSourceConnection/1': rules([0, 0], [1, 1]),
  'Build/AWS/CodeBuild/1': rules([1, 5], [0, 5], {
    required: ['ProjectName'],
    optional: ['EnvironmentVariables'],
    unsupported: ['BatchEnabled'],
  }),
  'Approval/AWS/Manual/1': rules([0, 0], [0, 0]),
};

const base = pipelineOf({ Source: [1], Build: [1, 1], Prod: [0] });
const action = (
  at: StageDefinition | undefined,
  index: number,
  change: Partial<ActionDefinition>,
): ActionDefinition => ({
  ...(at?.actions[index] as ActionDefinition),
  ...change,
});
const project = { ProjectName: 'p' };
const source = action(base.stages[0], 0, { name: 'Fetch', outputs: ['Code'], namespace: 'Src' });
const build = (change: Partial<ActionDefinition> = {}) =>
  action(base.stages[1], 0, { name: 'Compile', inputs: ['Code'], configuration: project, ...change });
const approve = action(base.stages[2], 0, { name: 'Approve' });
const stagesOf = (...stages: [string, ActionDefinition[]][]): StageDefinition[] =>
  stages.map(([name, actions]) => ({ name, actions }));
const pipeline = (change: Partial<PipelineDefinition> = {}): PipelineDefinition => ({
  ...base,
  stages: stagesOf(['Source', [source]], ['Build', [build()]], ['Prod', [approve]]),
  ...change,
});
const built = (...actions: ActionDefinition[]) =>
  checkDefinition(pipeline({ stages: stagesOf(['Source', [source]], ['Build', actions]) }), types);

describe('the structure of a pipeline', () => {
  it('is fine as it is', () => {
    expect(checkDefinition(pipeline(), types)).toBeUndefined();
  });

  it.each<[string, Partial<PipelineDefinition>, string]>([
    ['one stage', { stages: stagesOf(['Source', [source]]) }, 'Pipeline has only 1 stage(s)'],
    ['the same stage twice', { stages: stagesOf(['A', [source]], ['A', [build()]]) }, "'A' is used more than once"],
    [
      'no source first',
      { stages: stagesOf(['A', [build()]], ['B', [approve]]) },
      'Pipeline should start with a stage that',
    ],
    [
      'more than sources first',
      { stages: stagesOf(['A', [source, approve]], ['B', [build()]]) },
      'Pipeline should start',
    ],
    [
      'a source later',
      { stages: stagesOf(['A', [source]], ['B', [{ ...source, name: 'Again' }]]) },
      'Only the first stage',
    ],
    ['a stage without actions', { stages: stagesOf(['A', [source]], ['B', []]) }, 'at least one action'],
    [
      'the same action twice',
      { stages: stagesOf(['A', [source]], ['B', [build(), build()]]) },
      "'Compile' is used more than once",
    ],
    ['a queue in V1', { pipelineType: 'V1', executionMode: 'QUEUED' }, 'need a pipeline of type V2'],
    [
      'a trigger for nobody',
      { triggers: [{ sourceActionName: 'Nobody', push: [] }] },
      "'Nobody', which does not exist",
    ],
  ])('%s', (_what, change, message) => {
    expect(checkDefinition(pipeline(change), types)?.message).toContain(message);
  });
});

describe('an action', () => {
  it.each<[string, ActionDefinition[], string]>([
    [
      'of an unknown type',
      [build({ type: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' } })],
      'Invoke/AWS/Lambda/1',
    ],
    [
      'without an input',
      [build({ inputs: [] })],
      'Action Compile declares 0 input artifacts which is less than the minimum count (1)',
    ],
    ['with too many outputs', [build({ outputs: ['a', 'b', 'c', 'd', 'e', 'f'] })], 'more than the maximum count (5)'],
    ['with a run order of 0', [build({ runOrder: 0 })], 'between 1 and 999'],
    ['without its project', [build({ configuration: {} })], "missing required configuration 'ProjectName'"],
    [
      'with what nobody knows',
      [build({ configuration: { ...project, Colour: 'red' } })],
      "unknown configuration 'Colour'",
    ],
    ['with what is not implemented', [build({ configuration: { ...project, BatchEnabled: 'true' } })], 'BatchEnabled'],
    ['with an artifact of nobody', [build({ inputs: ['Nothing'] })], 'Input Artifact Bundle Nothing in action Compile'],
    [
      'with an artifact of an action beside it',
      [build({ outputs: ['Out'] }), build({ name: 'Beside', inputs: ['Out'] })],
      'Input Artifact Bundle Out in action Beside',
    ],
    [
      'with an artifact of that name twice',
      [build({ outputs: ['Out'] }), build({ name: 'Beside', outputs: ['Out'] })],
      'Out of action Beside is declared more than once',
    ],
    ['with a taken namespace', [build({ namespace: 'Src' })], "The namespace 'Src'"],
    ['with a namespace of CodePipeline', [build({ namespace: 'codepipeline' })], "The namespace 'codepipeline'"],
    ['with a variable of nobody', [build({ configuration: { ProjectName: '#{Nobody.Id}' } })], '#{Nobody.Id}'],
    [
      'with a variable not declared',
      [build({ configuration: { ProjectName: '#{variables.Env}' } })],
      '#{variables.Env}',
    ],
    [
      'with a variable of an action beside it',
      [build({ namespace: 'Made' }), build({ name: 'Beside', configuration: { ProjectName: '#{Made.Id}' } })],
      '#{Made.Id}',
    ],
  ])('%s', (_what, actions, message) => {
    expect(built(...actions)).toEqual({
      code: 'InvalidActionDeclarationException',
      message: expect.stringContaining(message),
    });
  });

  it('takes artifacts and variables of earlier stages and of earlier run orders', () => {
    const later = build({
      name: 'Later',
      runOrder: 2,
      inputs: ['Code', 'Out'],
      configuration: { ProjectName: '#{Src.CommitId}-#{Made.Id}-#{codepipeline.PipelineExecutionId}' },
    });
    expect(built(later, build({ outputs: ['Out'], namespace: 'Made' }))).toBeUndefined();
  });
});
