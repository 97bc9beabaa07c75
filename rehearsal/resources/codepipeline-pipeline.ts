import { list, map, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type {
  ActionDefinition,
  ArtifactStore,
  ExecutionMode,
  Patterns,
  PipelineDefinition,
  PushFilter,
} from '../domain/pipeline-run/definition.ts';
import type { Ids } from '../kernel/ids.ts';
import type { PipelineRecord } from '../runtime/pipelines/pipeline-record.ts';
import type { Pipelines } from '../runtime/pipelines/pipelines.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { tagMap } from './codedeploy-tags.ts';
import { generatedName } from './generated-name.ts';

interface PipelineProperties {
  Name?: string;
  RoleArn: string;
  PipelineType?: 'V1' | 'V2';
  ExecutionMode?: ExecutionMode;
  ArtifactStore?: { Type: string; Location: string; EncryptionKey?: { Id: string; Type: string } };
  RestartExecutionOnUpdate?: boolean | string;
  Stages: { Name: string; Actions: ActionProperties[] }[];
  Triggers?: { ProviderType: string; GitConfiguration?: { SourceActionName: string; Push?: PushProperties[] } }[];
  Variables?: { Name: string; DefaultValue?: string; Description?: string }[];
  Tags?: { Key: string; Value: string }[];
}

interface ActionProperties {
  Name: string;
  ActionTypeId: { Category: string; Owner: string; Provider: string; Version: string | number };
  RunOrder?: number | string;
  Configuration?: Record<string, string | number | boolean>;
  InputArtifacts?: { Name: string }[];
  OutputArtifacts?: { Name: string }[];
  Namespace?: string;
  Region?: string;
  RoleArn?: string;
  TimeoutInMinutes?: number | string;
}

interface PatternProperties {
  Includes?: string[];
  Excludes?: string[];
}
interface PushProperties {
  Branches?: PatternProperties;
  FilePaths?: PatternProperties;
  Tags?: PatternProperties;
}

const patterns: PropertyShape = struct({ Includes: 'value', Excludes: 'value' });
const artifacts: PropertyShape = list(struct({ Name: 'value' }));

const properties: Record<string, PropertyShape> = {
  Name: 'value',
  RoleArn: 'value',
  PipelineType: 'value',
  ExecutionMode: 'value',
  ArtifactStore: struct({ Type: 'value', Location: 'value', EncryptionKey: struct({ Id: 'value', Type: 'value' }) }),
  RestartExecutionOnUpdate: 'value',
  Stages: list(
    struct({
      Name: 'value',
      Actions: list(
        struct({
          Name: 'value',
          ActionTypeId: struct({ Category: 'value', Owner: 'value', Provider: 'value', Version: 'value' }),
          RunOrder: 'value',
          Configuration: map('value'),
          InputArtifacts: artifacts,
          OutputArtifacts: artifacts,
          Namespace: 'value',
          Region: 'value',
          RoleArn: 'value',
          TimeoutInMinutes: 'value',
        }),
      ),
    }),
  ),
  Triggers: list(
    struct({
      ProviderType: 'value',
      GitConfiguration: struct({
        SourceActionName: 'value',
        Push: list(struct({ Branches: patterns, FilePaths: patterns, Tags: patterns })),
      }),
    }),
  ),
  Variables: list(struct({ Name: 'value', DefaultValue: 'value', Description: 'value' })),
  Tags: tags,
};

/**
 * AWS::CodePipeline::Pipeline. `Ref` is its name. Its creation starts an execution, and so does every update when
 * RestartExecutionOnUpdate is set: "whether to rerun the pipeline after you update it".
 */
export function codepipelinePipelineProvider({
  pipelines,
  ids,
}: {
  pipelines: Pipelines;
  ids: Ids;
}): ResourceProvider<PipelineProperties> {
  return {
    type: 'AWS::CodePipeline::Pipeline',
    properties,
    replaceOn: ['Name'],
    async create(wanted, context) {
      const name = wanted.Name ?? generatedName(ids, context, 100);
      const record = pipelines.create(context.scope, definitionOf(wanted, name), {
        by: administratorOf(context),
        tags: { ...context.stackTags, ...tagMap(wanted.Tags) },
      });
      return stateOf(record);
    },
    async update(state, wanted, _previous, context) {
      const { scope, stackTags } = context;
      const record = pipelines.update(scope, definitionOf(wanted, state.physicalId));
      record.tags = { ...stackTags, ...tagMap(wanted.Tags) };
      if (String(wanted.RestartExecutionOnUpdate) === 'true')
        pipelines.start(scope, record.name, {
          trigger: { type: 'StartPipelineExecution', detail: administratorOf(context) },
        });
      return stateOf(record);
    },
    delete: async (state, _wanted, { scope }) => pipelines.delete(scope, state.physicalId),
  };
}

const stateOf = ({ name: physicalId, arn, state }: PipelineRecord): ResourceState => ({
  physicalId,
  attributes: { Arn: arn, Version: String(state.version) },
});

const administratorOf = ({ scope }: ResourceContext) => `arn:aws:iam::${scope.account}:root`;

function definitionOf(wanted: PipelineProperties, name: string): PipelineDefinition {
  if (!wanted.ArtifactStore)
    throw new Error('The rehearsal needs ArtifactStore: stores of other regions are not implemented.');
  return {
    name,
    roleArn: wanted.RoleArn,
    pipelineType: wanted.PipelineType ?? 'V1',
    executionMode: wanted.ExecutionMode ?? 'SUPERSEDED',
    artifactStore: storeOf(wanted.ArtifactStore),
    stages: wanted.Stages.map(({ Name, Actions }) => ({ name: Name, actions: Actions.map(actionOf) })),
    variables: (wanted.Variables ?? []).map(({ Name, DefaultValue, Description }) => ({
      name: Name,
      ...(DefaultValue !== undefined && { defaultValue: DefaultValue }),
      ...(Description !== undefined && { description: Description }),
    })),
    triggers: (wanted.Triggers ?? []).map(({ GitConfiguration }) => ({
      sourceActionName: GitConfiguration?.SourceActionName ?? '',
      push: (GitConfiguration?.Push ?? []).map(filterOf),
    })),
  };
}

const storeOf = ({
  Type,
  Location,
  EncryptionKey: key,
}: NonNullable<PipelineProperties['ArtifactStore']>): ArtifactStore => ({
  type: Type,
  location: Location,
  ...(key && { encryptionKey: { id: key.Id, type: key.Type } }),
});

/** Templates write booleans and numbers where the API has texts. */
function actionOf(action: ActionProperties): ActionDefinition {
  const { Category, Owner, Provider, Version } = action.ActionTypeId;
  const { Configuration = {}, Namespace, Region, RoleArn, TimeoutInMinutes } = action;
  return {
    name: action.Name,
    type: { category: Category, owner: Owner, provider: Provider, version: String(Version) },
    runOrder: Number(action.RunOrder ?? 1),
    configuration: Object.fromEntries(Object.entries(Configuration).map(([key, value]) => [key, String(value)])),
    inputs: (action.InputArtifacts ?? []).map(({ Name }) => Name),
    outputs: (action.OutputArtifacts ?? []).map(({ Name }) => Name),
    ...(Namespace !== undefined && { namespace: Namespace }),
    ...(Region !== undefined && { region: Region }),
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(TimeoutInMinutes !== undefined && { timeoutInMinutes: Number(TimeoutInMinutes) }),
  };
}

const filterOf = ({ Branches, FilePaths, Tags }: PushProperties): PushFilter => ({
  ...(Branches && { branches: patternsOf(Branches) }),
  ...(FilePaths && { filePaths: patternsOf(FilePaths) }),
  ...(Tags && { tags: patternsOf(Tags) }),
});

const patternsOf = ({ Includes, Excludes }: PatternProperties): Patterns => ({
  includes: Includes ?? [],
  excludes: Excludes ?? [],
});
