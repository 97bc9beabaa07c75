import type { Build, BuildLog, Execution, ActionRun, PipelineView } from './pipeline-view.ts';

/** The narrow view of AWS that these commands have: what they read, and every write they may make. */
export interface PipelineGateway {
  /** Of the account and region. */
  names(): Promise<string[]>;
  view(pipeline: string): Promise<PipelineView>;
  /** Newest first: the latest hundred, or as many as it takes to find one. */
  executions(pipeline: string, find?: string): Promise<Execution[]>;
  /** Every run of every action of an execution, oldest first. */
  runs(pipeline: string, executionId: string): Promise<ActionRun[]>;
  /** Those that exist. */
  builds(ids: string[]): Promise<Build[]>;
  /** All lines after `from`, the log's head without it. A log that is not there yet has none. */
  logLines(log: BuildLog, from?: string): Promise<{ lines: string[]; next: string | undefined }>;
  /** The end of a log. */
  lastLogLines(log: BuildLog, count: number): Promise<string[]>;
  putApproval(decision: Decision): Promise<void>;
  retry(request: { pipeline: string; executionId: string; stage: string; all: boolean }): Promise<void>;
  stop(request: { pipeline: string; executionId: string; abandon: boolean; reason: string }): Promise<void>;
  /** Returns the execution's id. */
  start(pipeline: string): Promise<string>;
}

interface Decision {
  pipeline: string;
  stage: string;
  action: string;
  token: string;
  approved: boolean;
  comment: string;
}
