import type { ActionError, Revision } from '../../domain/pipeline-run/execution.ts';
import type { Scope } from '../../kernel/scope.ts';

/** What an action is given. */
export interface PipelineActionInput {
  /** The pipeline's; another region or account is the action's own business. */
  scope: Scope;
  pipelineName: string;
  executionId: string;
  /** Of this run of the action. */
  actionRunId: string;
  stage: string;
  action: string;
  /** Variables resolved. */
  configuration: Readonly<Record<string, string>>;
  inputs: readonly InputArtifact[];
  /** Names of the artifacts that it is to put out. */
  outputs: readonly string[];
  /** An empty directory for what it puts out. */
  directory: string;
  /** Who the action is. */
  roleArn: string;
  region: string | undefined;
  /** A source's: fetch this revision, not the newest. */
  revisionOverride: string | undefined;
}

interface InputArtifact {
  name: string;
  directory: string;
  /** Of the source that it is, when it is one. */
  revision?: Revision;
}

export interface StartedAction {
  externalId?: string;
  externalUrl?: string;
  summary?: string;
  /** Rejects for what is not the action's to tell. */
  done: Promise<PipelineActionResult>;
  /** Ends what runs: the engine stops. A stopped or cancelled execution leaves its actions running, as in AWS. */
  stop(): Promise<void> | void;
}

export type PipelineActionResult = { externalId?: string; summary?: string } & (
  | {
      status: 'Succeeded';
      variables?: Readonly<Record<string, string>>;
      artifacts?: readonly { name: string; directory: string }[];
      revision?: Revision;
    }
  | { status: 'Failed'; error: ActionError }
);

/** One action type: what a provider does for a pipeline. */
export interface PipelineAction {
  /** Throws when there is nothing to start; its message becomes the action's. */
  start(input: PipelineActionInput): StartedAction;
}
