import type * as wire from '@aws-sdk/client-codepipeline';
import type {
  ActionDefinition,
  Patterns,
  PipelineDefinition,
  TriggerDefinition,
} from '../../domain/pipeline-run/definition.ts';

/** A declaration as GetPipeline shows it. */
export function writeDeclaration(definition: PipelineDefinition, version: number): wire.PipelineDeclaration {
  const { name, roleArn, artifactStore, stages, pipelineType, executionMode, variables, triggers } = definition;
  return {
    name,
    roleArn,
    artifactStore: artifactStore as wire.ArtifactStore,
    stages: stages.map((stage) => ({ name: stage.name, actions: stage.actions.map(writeAction) })),
    version,
    executionMode,
    pipelineType,
    ...(variables.length > 0 && { variables: [...variables] }),
    ...(triggers.length > 0 && { triggers: triggers.map(writeTrigger) }),
  };
}

const named = (names: readonly string[]) => names.map((name) => ({ name }));

export const writeActionType = ({ type }: ActionDefinition): wire.ActionTypeId => type as wire.ActionTypeId;

function writeAction(action: ActionDefinition): wire.ActionDeclaration {
  const { name, runOrder, configuration, inputs, outputs, namespace, region, roleArn, timeoutInMinutes } = action;
  return {
    name,
    actionTypeId: writeActionType(action),
    runOrder,
    configuration: { ...configuration },
    outputArtifacts: named(outputs),
    inputArtifacts: named(inputs),
    ...(roleArn !== undefined && { roleArn }),
    ...(region !== undefined && { region }),
    ...(namespace !== undefined && { namespace }),
    ...(timeoutInMinutes !== undefined && { timeoutInMinutes }),
  };
}

function writeTrigger({ sourceActionName, push }: TriggerDefinition): wire.PipelineTriggerDeclaration {
  return {
    providerType: 'CodeStarSourceConnection',
    gitConfiguration: {
      sourceActionName,
      ...(push.length > 0 && {
        push: push.map(({ branches, filePaths, tags }) => ({
          ...(branches && { branches: writePatterns(branches) }),
          ...(filePaths && { filePaths: writePatterns(filePaths) }),
          ...(tags && { tags: writePatterns(tags) }),
        })),
      }),
    },
  };
}

const writePatterns = ({ includes, excludes }: Patterns) => ({
  ...(includes.length > 0 && { includes: [...includes] }),
  ...(excludes.length > 0 && { excludes: [...excludes] }),
});
