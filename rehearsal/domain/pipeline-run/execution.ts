import type { ExecutionMode, PipelineDefinition, StageDefinition } from './definition.ts';

/** One pipeline and its executions, as the fold of its events. Times are epoch milliseconds. */
export interface PipelineRun {
  definition: PipelineDefinition;
  /** 1 for a new pipeline; every update adds one. */
  version: number;
  createdAt: number;
  updatedAt: number;
  /** Oldest first. */
  executions: readonly Execution[];
  /** By stage: the transition into it is closed. */
  disabled: Readonly<Record<string, DisabledTransition>>;
  /** How often any stage was entered: which entry was the latest. */
  entries: number;
}

interface DisabledTransition {
  reason: string;
  by: string;
  at: number;
}

/** Names as GetPipelineExecution shows them. Failed and Stopped end an execution unless its stage is retried. */
export type Execution = ExecutionFacts &
  (
    | { status: 'InProgress'; place: Place }
    | { status: 'Stopping'; stage: string; abandon: boolean; reason: string }
    | { status: 'Failed'; stage: string }
    | { status: 'Stopped'; stage: string; reason: string }
    | { status: 'Superseded'; by: string }
    | { status: 'Succeeded' | 'Cancelled' }
  );

/** In a stage, or before one: at its transition. */
type Place = { in: string } | { before: string };

export interface ExecutionFacts extends NewExecution {
  /** 1, 2, 3 …: a greater one is more recent. */
  number: number;
  startedAt: number;
  updatedAt: number;
  /** Of the pipeline when the execution started. */
  version: number;
  mode: ExecutionMode;
  stages: readonly StageDefinition[];
  /** By name; stages that were never entered are not there. */
  stageRuns: Readonly<Record<string, StageRun>>;
  /** Every run of every action, oldest first. */
  actionRuns: readonly ActionRun[];
  /** Values by namespace, of this execution's actions. */
  outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  artifacts: Readonly<Record<string, Artifact>>;
}

export interface NewExecution {
  id: string;
  trigger: { type: TriggerType; detail: string };
  /** Of the pipeline, by name, defaults filled in. */
  variables: Readonly<Record<string, string>>;
  /** By source action: the commit it is to fetch instead of the branch's. */
  sourceRevisions: Readonly<Record<string, string>>;
}

/** Names are the API's. */
export type TriggerType = 'CreatePipeline' | 'StartPipelineExecution' | 'WebhookV2';

/** Names are the API's. */
export type StageStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled';

export interface StageRun {
  status: StageStatus;
  /** Which entry into any stage it was. */
  entry: number;
  /** The run that counts of each action: a retry forgets the failed ones. */
  current: Readonly<Record<string, string>>;
}

export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS';

/** Names are the API's. */
type ActionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';

export interface ActionRun {
  /** ActionExecutionId. */
  id: string;
  stage: string;
  action: string;
  status: ActionStatus;
  startedAt: number;
  updatedAt: number;
  /** Variables resolved. */
  configuration: Readonly<Record<string, string>>;
  /** Of an approval, while and after it waits. */
  token?: string;
  /** An approval ends unanswered at this moment. */
  until?: number;
  externalId?: string;
  externalUrl?: string;
  summary?: string;
  /** Who decided. */
  by?: string;
  error?: ActionError;
  revision?: Revision;
  variables: Readonly<Record<string, string>>;
}

/** `code` as in ErrorDetails: JobFailed, ConfigurationError, PermissionError, InvalidVariables … */
export interface ActionError {
  code: string;
  message: string;
}

export interface Revision {
  id: string;
  summary?: string;
  url?: string;
  changedAt?: number;
}

/** What an action put out. */
export interface Artifact {
  name: string;
  directory: string;
  bucket: string;
  key: string;
  revision?: Revision;
}

export const isEnded = ({ status }: Execution): boolean => status !== 'InProgress' && status !== 'Stopping';

/** The stage that an execution holds. */
export function stageIn(execution: Execution): string | undefined {
  if (execution.status === 'Stopping') return execution.stage;
  return execution.status === 'InProgress' && 'in' in execution.place ? execution.place.in : undefined;
}

/** The stage that an execution waits to enter. */
export const stageBefore = (execution: Execution): string | undefined =>
  execution.status === 'InProgress' && 'before' in execution.place ? execution.place.before : undefined;

/** The execution that entered the stage last. */
export function latestIn({ executions }: Pick<PipelineRun, 'executions'>, stage: string): Execution | undefined {
  return executions
    .filter(({ stageRuns }) => stageRuns[stage] !== undefined)
    .toSorted((a, b) => (a.stageRuns[stage]?.entry ?? 0) - (b.stageRuns[stage]?.entry ?? 0))
    .at(-1);
}

/** The run of an action that counts now. */
export function currentRun(
  { stageRuns, actionRuns }: Pick<ExecutionFacts, 'stageRuns' | 'actionRuns'>,
  stage: string,
  action: string,
): ActionRun | undefined {
  const id = stageRuns[stage]?.current[action];
  return id === undefined ? undefined : actionRuns.find((run) => run.id === id);
}
