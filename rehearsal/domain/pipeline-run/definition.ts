/** A pipeline as it was declared. Source: API reference, PipelineDeclaration. */
export interface PipelineDefinition {
  name: string;
  roleArn: string;
  pipelineType: 'V1' | 'V2';
  executionMode: ExecutionMode;
  artifactStore: ArtifactStore;
  /** In order. */
  stages: readonly StageDefinition[];
  variables: readonly VariableDefinition[];
  triggers: readonly TriggerDefinition[];
}

/** Source: user guide, "How pipeline executions work". */
export type ExecutionMode = 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';

export interface ArtifactStore {
  type: string;
  /** A bucket. */
  location: string;
  encryptionKey?: { id: string; type: string };
}

export interface StageDefinition {
  name: string;
  actions: readonly ActionDefinition[];
}

export interface ActionType {
  category: string;
  owner: string;
  provider: string;
  version: string;
}

export interface ActionDefinition {
  name: string;
  type: ActionType;
  /** Actions of equal order run beside each other; 1 comes first. */
  runOrder: number;
  /** As declared: variables are not resolved yet. */
  configuration: Readonly<Record<string, string>>;
  /** Names of artifacts. */
  inputs: readonly string[];
  outputs: readonly string[];
  namespace?: string;
  region?: string;
  /** Who the action is; the pipeline's role without it. */
  roleArn?: string;
  timeoutInMinutes?: number;
}

interface VariableDefinition {
  name: string;
  defaultValue?: string;
  description?: string;
}

export interface TriggerDefinition {
  sourceActionName: string;
  /** One of them is enough. None: any push to the source action's own branch. */
  push: readonly PushFilter[];
}

/** All that is named must match. */
export interface PushFilter {
  branches?: Patterns;
  filePaths?: Patterns;
  tags?: Patterns;
}

/** Globs. What is excluded is so although it is included. */
export interface Patterns {
  includes: readonly string[];
  excludes: readonly string[];
}

/** The key under which providers are looked up. */
export const typeKey = ({ category, owner, provider, version }: ActionType): string =>
  [category, owner, provider, version].join('/');

export const sourceActionsOf = ({ stages }: Pick<PipelineDefinition, 'stages'>): readonly ActionDefinition[] =>
  stages[0]?.actions ?? [];
