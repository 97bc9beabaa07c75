import type { PipelineDefinition } from './definition.ts';
import type { ActionError, Artifact, NewExecution, RetryMode, Revision } from './execution.ts';

/** What people, triggers and the runner ask of a pipeline. `at` is epoch milliseconds. */
export type PipelineCommand = { at: number } & (
  | { type: 'Define'; definition: PipelineDefinition; cancelRunning: boolean }
  | { type: 'Start'; execution: NewExecution }
  | { type: 'Stop'; executionId: string; abandon: boolean; reason: string }
  | { type: 'Retry'; executionId: string; stage: string; mode: RetryMode }
  | { type: 'DisableTransition'; stage: string; reason: string; by: string }
  | { type: 'EnableTransition'; stage: string }
  | { type: 'Decide'; stage: string; action: string; token: string; approved: boolean; summary: string; by: string }
  | {
      type: 'StartAction';
      executionId: string;
      stage: string;
      action: string;
      actionRunId: string;
      configuration: Readonly<Record<string, string>>;
      /** An approval's. */
      approval?: { token: string; until: number };
    }
  | { type: 'ReportAction'; executionId: string; actionRunId: string; progress: ActionProgress }
  | { type: 'CompleteAction'; executionId: string; actionRunId: string; result: ActionResult }
  | { type: 'ExpireApproval'; executionId: string; actionRunId: string }
);

/** What is told while an action runs. */
export interface ActionProgress {
  externalId?: string;
  externalUrl?: string;
  summary?: string;
}

export type ActionResult = ActionProgress &
  (
    | {
        status: 'Succeeded';
        variables?: Readonly<Record<string, string>>;
        artifacts?: readonly Artifact[];
        revision?: Revision;
      }
    | { status: 'Failed'; error: ActionError }
  );
