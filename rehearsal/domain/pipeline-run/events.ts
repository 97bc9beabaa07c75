import type { PipelineDefinition } from './definition.ts';
import type { ActionProgress, ActionResult } from './commands.ts';
import type { NewExecution, RetryMode, StageStatus } from './execution.ts';

/** What happened to a pipeline. Times are epoch milliseconds. */
export type PipelineEvent = { at: number } & (
  | { type: 'PipelineDefined'; definition: PipelineDefinition; version: number }
  | { type: 'TransitionDisabled'; stage: string; reason: string; by: string }
  | { type: 'TransitionEnabled'; stage: string }
  | ({ executionId: string } & ExecutionEvent)
);

type ExecutionEvent =
  | { type: 'ExecutionStarted'; execution: NewExecution }
  | { type: 'StageEntered'; stage: string }
  | { type: 'StageRetried'; stage: string; mode: RetryMode }
  | { type: 'StageEnded'; stage: string; status: Exclude<StageStatus, 'InProgress' | 'Stopping'> }
  | { type: 'TransitionReached'; stage: string }
  | {
      type: 'ActionStarted';
      stage: string;
      action: string;
      actionRunId: string;
      configuration: Readonly<Record<string, string>>;
      approval?: { token: string; until: number };
    }
  | { type: 'ActionProgressed'; actionRunId: string; progress: ActionProgress }
  | { type: 'ActionEnded'; actionRunId: string; result: ActionResult; by?: string }
  | { type: 'ActionAbandoned'; actionRunId: string }
  | { type: 'StopRequested'; stage: string; abandon: boolean; reason: string }
  | { type: 'ExecutionSucceeded' }
  | { type: 'ExecutionFailed'; stage: string }
  | { type: 'ExecutionStopped'; stage: string; reason: string }
  | { type: 'ExecutionSuperseded'; by: string }
  | { type: 'ExecutionCancelled' };
