import type { ActionResult } from '../../domain/pipeline-run/commands.ts';
import { typeKey, type ActionDefinition } from '../../domain/pipeline-run/definition.ts';
import type { ActionError, Execution } from '../../domain/pipeline-run/execution.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import type {
  PipelineAction,
  PipelineActionInput,
  PipelineActionResult,
  StartedAction,
} from '../ports/pipeline-actions.ts';
import type { PipelineArtifacts } from '../ports/pipeline-artifacts.ts';
import type { PipelineRecord } from './pipeline-record.ts';

interface BeginDeps {
  actions: Readonly<Record<string, PipelineAction>>;
  artifacts: PipelineArtifacts;
}

interface ActionToBegin {
  execution: Execution;
  stage: string;
  action: ActionDefinition;
  actionRunId: string;
  /** Variables resolved. */
  configuration: Readonly<Record<string, string>>;
}

const OWN_CODES = ['InvalidVariables', 'ConfigurationError'];

/** Hands an action to its provider. Throws what becomes the action's error. */
export function beginAction(
  record: PipelineRecord,
  { actions, artifacts }: BeginDeps,
  { execution, stage, action, actionRunId, configuration }: ActionToBegin,
): StartedAction {
  const { scope, name: pipelineName, state } = record;
  const handler = actions[typeKey(action.type)];
  if (!handler) throw new AwsError('ConfigurationError', `The rehearsal has no provider for ${typeKey(action.type)}.`);
  const input: PipelineActionInput = {
    scope,
    pipelineName,
    executionId: execution.id,
    actionRunId,
    stage,
    action: action.name,
    configuration,
    inputs: action.inputs.map((name) => {
      const artifact = execution.artifacts[name];
      if (!artifact) throw new AwsError('ConfigurationError', `There is no artifact ${name}.`);
      return artifact;
    }),
    outputs: action.outputs,
    directory: artifacts.directoryFor({ scope, pipelineName, executionId: execution.id, actionRunId }),
    roleArn: action.roleArn ?? state.definition.roleArn,
    region: action.region,
    revisionOverride: execution.sourceRevisions[action.name],
  };
  return handler.start(input);
}

/** Artifacts with the place that the API tells: a key of the artifact bucket. */
export function locatedResult(
  { name: pipeline, state }: PipelineRecord,
  execution: Execution,
  { outputs }: ActionDefinition,
  result: PipelineActionResult,
): ActionResult {
  if (result.status === 'Failed') return result;
  const { artifacts = [], revision, ...rest } = result;
  const missing = outputs.find((name) => !artifacts.some((artifact) => artifact.name === name));
  if (missing !== undefined) throw new AwsError('JobFailed', `The action did not put out the artifact ${missing}.`);
  return {
    ...rest,
    ...(revision && { revision }),
    artifacts: artifacts.map((artifact) => ({
      ...artifact,
      bucket: state.definition.artifactStore.location,
      key: `${pipeline.slice(0, 20)}/${artifact.name.slice(0, 10)}/${execution.id.slice(0, 7)}`,
      ...(revision && { revision }),
    })),
  };
}

/** Codes are those of ErrorDetails; what providers and files say is the job's. Source: API reference, ErrorDetails. */
export const errorOf = (error: unknown): ActionError => ({
  code: error instanceof AwsError && OWN_CODES.includes(error.code) ? error.code : 'JobFailed',
  message: messageOf(error),
});
