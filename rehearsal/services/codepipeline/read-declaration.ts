import type * as wire from '@aws-sdk/client-codepipeline';
import type {
  ActionDefinition,
  ArtifactStore,
  Patterns,
  PipelineDefinition,
  PushFilter,
  StageDefinition,
  TriggerDefinition,
} from '../../domain/pipeline-run/definition.ts';
import { refuse, required } from './required.ts';

/** A declaration as CreatePipeline and UpdatePipeline take it. What the rehearsal does not honour is refused by name. */
export function readDeclaration(declaration: wire.PipelineDeclaration | undefined): PipelineDefinition {
  const { name, roleArn, artifactStore, artifactStores, stages, pipelineType, executionMode, variables, triggers } =
    required(declaration, 'pipeline');
  refuse(artifactStores, 'artifactStores');
  return {
    name: required(name, 'pipeline.name'),
    roleArn: required(roleArn, 'pipeline.roleArn'),
    // Source: API reference, PipelineDeclaration: V1 and SUPERSEDED are what a declaration without them means.
    pipelineType: pipelineType ?? 'V1',
    executionMode: executionMode ?? 'SUPERSEDED',
    artifactStore: readStore(required(artifactStore, 'pipeline.artifactStore')),
    stages: required(stages, 'pipeline.stages').map(readStage),
    variables: (variables ?? []).map((variable) => ({
      name: required(variable.name, 'variables.name'),
      ...(variable.defaultValue !== undefined && { defaultValue: variable.defaultValue }),
      ...(variable.description !== undefined && { description: variable.description }),
    })),
    triggers: (triggers ?? []).map(readTrigger),
  };
}

const readStore = ({ type, location, encryptionKey }: wire.ArtifactStore): ArtifactStore => ({
  type: required(type, 'artifactStore.type'),
  location: required(location, 'artifactStore.location'),
  ...(encryptionKey && { encryptionKey: { id: encryptionKey.id ?? '', type: encryptionKey.type ?? '' } }),
});

function readStage({
  name,
  actions,
  blockers,
  beforeEntry,
  onSuccess,
  onFailure,
}: wire.StageDeclaration): StageDefinition {
  refuse(blockers, 'blockers of a stage');
  refuse(beforeEntry, 'beforeEntry of a stage');
  refuse(onSuccess, 'onSuccess of a stage');
  refuse(onFailure, 'onFailure of a stage');
  return { name: required(name, 'stages.name'), actions: required(actions, 'stages.actions').map(readAction) };
}

function readAction(action: wire.ActionDeclaration): ActionDefinition {
  const { name, actionTypeId, runOrder = 1, configuration = {}, namespace, region, roleArn, timeoutInMinutes } = action;
  refuse(action.commands, 'commands of an action');
  refuse(action.outputVariables, 'outputVariables of an action');
  refuse(action.environmentVariables, 'environmentVariables of an action');
  const { category, owner, provider, version } = required(actionTypeId, 'actions.actionTypeId');
  return {
    name: required(name, 'actions.name'),
    type: {
      category: required(category, 'actionTypeId.category'),
      owner: required(owner, 'actionTypeId.owner'),
      provider: required(provider, 'actionTypeId.provider'),
      version: required(version, 'actionTypeId.version'),
    },
    runOrder,
    configuration: { ...configuration },
    inputs: (action.inputArtifacts ?? []).map((artifact) => required(artifact.name, 'inputArtifacts.name')),
    outputs: (action.outputArtifacts ?? []).map((artifact) => {
      refuse(artifact.files, 'files of an output artifact');
      return required(artifact.name, 'outputArtifacts.name');
    }),
    ...(namespace !== undefined && { namespace }),
    ...(region !== undefined && { region }),
    ...(roleArn !== undefined && { roleArn }),
    ...(timeoutInMinutes !== undefined && { timeoutInMinutes }),
  };
}

function readTrigger({ gitConfiguration }: wire.PipelineTriggerDeclaration): TriggerDefinition {
  const { sourceActionName, push, pullRequest } = required(gitConfiguration, 'triggers.gitConfiguration');
  refuse(pullRequest, 'pullRequest of a trigger');
  return {
    sourceActionName: required(sourceActionName, 'gitConfiguration.sourceActionName'),
    push: (push ?? []).map(({ branches, filePaths, tags }): PushFilter => ({
      ...(branches && { branches: readPatterns(branches) }),
      ...(filePaths && { filePaths: readPatterns(filePaths) }),
      ...(tags && { tags: readPatterns(tags) }),
    })),
  };
}

const readPatterns = ({
  includes,
  excludes,
}: {
  includes?: string[] | undefined;
  excludes?: string[] | undefined;
}): Patterns => ({
  includes: includes ?? [],
  excludes: excludes ?? [],
});
