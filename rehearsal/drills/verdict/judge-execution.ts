import type { Execution } from '../../domain/pipeline-run/execution.ts';
import type { Expectation } from './observation.ts';

/** What was seen of a commit's way through the pipeline. */
export interface ExecutionObservation {
  /** Of the drill. */
  name: string;
  expected: Expectation;
  /** The stage whose release the drill is about. */
  environment: string;
  pipeline: string;
  commitId: string;
  /** From the push to the end of the last execution. */
  seconds: number;
  /** Of the pipeline's definition. */
  versions: { before: number; after: number };
  /** What the first commit adds to the pipeline. */
  addedAction: { stage: string; action: string };
  /** That the push started, oldest first. */
  executions: readonly Execution[];
  /** What tasks run, before the push and at the end. */
  images: { before: readonly RunningImage[]; after: readonly RunningImage[] };
}

/** An image that tasks of a cluster run, as ECS and ECR tell it. */
export interface RunningImage {
  cluster: string;
  /** `sha256:…` */
  digest: string;
  /** Sorted. */
  tags: string[];
}

export interface ExecutionVerdict {
  name: string;
  ok: boolean;
  pipeline: string;
  commitId: string;
  seconds: number;
  /** The pipeline was updated by this commit. */
  mutated: boolean;
  executions: {
    number: number;
    id: string;
    status: string;
    seconds: number;
    actions: { stage: string; action: string; status: string; seconds: number; reason?: string }[];
  }[];
  /** What tasks run at the end; `pushed` tells whether this push brought the image. */
  images: (RunningImage & { pushed: boolean })[];
  /** Why it is not ok. */
  reasons: string[];
}

export function judgeExecution(seen: ExecutionObservation): ExecutionVerdict {
  const reasons = [
    ...(seen.expected === 'released' ? goodReasons(seen) : badReasons(seen)),
    ...addedReasons(seen),
    ...imageReasons(seen),
  ];
  const known = new Set(seen.images.before.map(({ digest }) => digest));
  return {
    name: seen.name,
    ok: reasons.length === 0,
    pipeline: seen.pipeline,
    commitId: seen.commitId,
    seconds: seen.seconds,
    mutated: seen.versions.after !== seen.versions.before,
    executions: seen.executions.map((execution) => ({
      number: execution.number,
      id: execution.id,
      status: execution.status,
      seconds: (execution.updatedAt - execution.startedAt) / 1000,
      actions: execution.actionRuns.map(({ stage, action, status, startedAt, updatedAt, error }) => ({
        stage,
        action,
        status,
        seconds: (updatedAt - startedAt) / 1000,
        ...(error && { reason: error.message }),
      })),
    })),
    images: seen.images.after.map((image) => ({ ...image, pushed: !known.has(image.digest) })),
    reasons,
  };
}

/** One image for all environments: what prod runs is what the environments before it have run. */
function imageReasons({ images: { after } }: ExecutionObservation): string[] {
  if (after.length === 0) return ['No task runs any image.'];
  if (new Set(after.map(({ digest }) => digest)).size === 1) return [];
  const each = after.map(({ cluster, digest }) => `${cluster} ${digest.slice(0, 19)}`).join(', ');
  return [`The environments run different images: ${each}.`];
}

function goodReasons({ executions }: ExecutionObservation): string[] {
  const last = executions.at(-1);
  if (!last) return ['The push started nothing.'];
  if (last.status === 'Succeeded') return [];
  return [`Execution #${last.number} had to succeed, but it is ${last.status}${whereOf(last)}.`];
}

/** A bad release must stop the pipeline where it is released, and nowhere else. */
function badReasons({ executions, environment }: ExecutionObservation): string[] {
  const last = executions.at(-1);
  if (!last) return ['The push started nothing.'];
  if (last.status === 'Failed' && last.stage === environment) return [];
  return [`Execution #${last.number} had to fail in ${environment}, but it is ${last.status}${whereOf(last)}.`];
}

const whereOf = (execution: Execution): string => {
  const failed = execution.actionRuns.findLast(({ status }) => status === 'Failed');
  return failed ? ` at ${failed.stage} / ${failed.action}: ${failed.error?.message ?? 'no reason was given'}` : '';
};

/** The step that the commit adds must be executed by the pipeline that the commit made. */
function addedReasons({ addedAction: { stage, action }, executions }: ExecutionObservation): string[] {
  const run = executions.at(-1)?.actionRuns.find((one) => one.stage === stage && one.action === action);
  if (run?.status === 'Succeeded') return [];
  return [`The added action ${stage} / ${action} ${run ? `is ${run.status}` : 'was not executed'}.`];
}
