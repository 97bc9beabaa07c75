import { oneLine } from './one-line.ts';

/** What a client can see of a pipeline. Statuses are CodePipeline's own words, times epoch milliseconds. */
export interface PipelineView {
  name: string;
  version: number;
  /** SUPERSEDED, QUEUED or PARALLEL. */
  mode: string;
  stages: StageView[];
}

export interface StageView {
  name: string;
  /** Of the execution that entered last; undefined while none ever has. */
  status: string | undefined;
  executionId: string | undefined;
  /** Executions that wait at the transition into the stage. */
  inbound: string[];
  /** The transition into the stage is closed, for this reason. */
  disabled: string | undefined;
  actions: ActionView[];
}

export interface ActionView {
  name: string;
  /** Source, Build, Approval, Deploy … */
  category: string;
  /** CodeBuild, CloudFormation, Manual … */
  provider: string;
  /** What an approval says to those who decide. */
  comment: string | undefined;
  /** ARN of the topic that an approval notifies. */
  notifies: string | undefined;
  /** The latest, whichever execution's. */
  run: ActionRun | undefined;
}

export interface ActionRun {
  id: string;
  stage: string;
  action: string;
  category: string;
  provider: string;
  /** InProgress, Succeeded, Failed or Abandoned. */
  status: string;
  /** Unknown where only the pipeline's state was read. */
  startedAt: number | undefined;
  updatedAt: number | undefined;
  /** A build's id, a commit, a stack; of an approval in the mode PARALLEL its token. */
  externalId: string | undefined;
  url: string | undefined;
  summary: string | undefined;
  error: { code: string; message: string } | undefined;
  /** ARN of who decided. */
  by: string | undefined;
  /** Of an approval that waits. */
  token: string | undefined;
  comment: string | undefined;
}

export interface Execution {
  id: string;
  /** InProgress, Stopping, Stopped, Succeeded, Superseded, Cancelled or Failed. */
  status: string;
  startedAt: number | undefined;
  updatedAt: number | undefined;
  mode: string;
  /** Unknown until the source action has ended. */
  revision: Revision | undefined;
  trigger: string | undefined;
  /** Why it was stopped. */
  stopReason: string | undefined;
}

export interface Revision {
  id: string;
  /** First line of the commit's message. */
  message: string;
}

/** What is seen of one build. */
export interface Build {
  id: string;
  log: BuildLog | undefined;
  /** Of the first phase that failed. */
  failure: { phase: string; code: string; message: string } | undefined;
}

/** Where CloudWatch Logs holds a build's lines. */
export interface BuildLog {
  group: string;
  stream: string;
}

export const hasEnded = ({ status }: { status: string }): boolean => status !== 'InProgress' && status !== 'Stopping';

export const isBuild = ({ provider }: { provider: string }): boolean => provider === 'CodeBuild';

/** An approval that nobody has decided yet. */
export const waitsForDecision = ({ category, status }: ActionRun): boolean =>
  category === 'Approval' && status === 'InProgress';

/** `c0ffee1 What the commit says`; commit ids as git shortens them. */
export const describeRevision = ({ id, message }: Revision): string =>
  oneLine([/^[0-9a-f]{40}$/.test(id) ? id.slice(0, 7) : id, message].filter(Boolean).join(' '));
