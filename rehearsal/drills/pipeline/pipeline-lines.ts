import type { ActionRun, Execution, PipelineRun } from '../../domain/pipeline-run/execution.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { duration, type Paint } from '../terminal/live-view.ts';

export interface LineOptions {
  paint: Paint;
  /** How an approval is decided here, for example the product's own command. */
  decideWith: string;
}

/** What changed between two looks at a pipeline, a line each, for people. Without `before`, everything that there is. */
export function pipelineLines(before: PipelineRun | undefined, after: PipelineRun, options: LineOptions): string[] {
  const versions =
    before && before.version !== after.version ? [`The pipeline is redefined: version ${after.version}`] : [];
  return [
    ...versions,
    ...after.executions.flatMap((execution) => {
      const known = before?.executions.find(({ id }) => id === execution.id);
      return known === execution ? [] : executionLines(known, execution, options);
    }),
  ];
}

function executionLines(before: Execution | undefined, after: Execution, options: LineOptions): string[] {
  const { paint } = options;
  const name = `#${after.number}`;
  const runs = after.actionRuns.flatMap((run) => {
    const known = before?.actionRuns.find(({ id }) => id === run.id);
    if (known?.status === run.status) return [];
    return [`${name} ${`${run.stage} / ${run.action}`.padEnd(36)} ${runText(run, options)}`];
  });
  return [
    ...(before ? [] : [`${name} starts (${STARTED_BY[after.trigger.type]}): execution ${after.id}`]),
    ...runs,
    ...(before?.status !== after.status && after.status !== 'InProgress'
      ? [paint(after.status === 'Succeeded' ? 'green' : 'red', `${name} ${endText(after)}`)]
      : []),
  ];
}

const STARTED_BY = { CreatePipeline: 'new pipeline', StartPipelineExecution: 'started', WebhookV2: 'push' };

function runText(run: ActionRun, { paint, decideWith }: LineOptions): string {
  const took = duration(run.updatedAt - run.startedAt);
  switch (run.status) {
    case 'InProgress':
      return run.token === undefined ? paint('dim', 'runs') : paint('yellow', `waits for a decision: ${decideWith}`);
    case 'Succeeded':
      return `${paint('green', 'succeeded')}, ${took}${run.revision ? `: ${revisionText(run.revision)}` : ''}`;
    case 'Failed':
      return `${paint('red', 'failed')}, ${took}: ${failureOf(run)}`;
    case 'Abandoned':
      return `${paint('red', 'abandoned')}, ${took}`;
    default:
      return assertNever(run.status, 'status of an action');
  }
}

/** In one line: the whole text is in the action's details and in its log. */
const failureOf = ({ error, summary }: ActionRun): string =>
  (error?.message ?? summary ?? 'no reason was given').split('\n').filter(Boolean).join(' ');

const revisionText = ({ id, summary = '' }: { id: string; summary?: string }) =>
  `${id.slice(0, 7)} ${messageIn(summary).split('\n')[0]}`.trim();

/** A connection's summary is JSON with the commit's message. Source: user guide, "CodeStarSourceConnection", revision summary. */
function messageIn(summary: string): string {
  try {
    return (JSON.parse(summary) as { CommitMessage?: string }).CommitMessage ?? summary;
  } catch {
    return summary;
  }
}

function endText(execution: Execution): string {
  const took = duration(execution.updatedAt - execution.startedAt);
  switch (execution.status) {
    case 'Failed':
      return `failed in ${execution.stage}, after ${took}`;
    case 'Superseded':
      return `superseded by a newer execution, after ${took}`;
    case 'Stopped':
      return `stopped in ${execution.stage}, after ${took}: ${execution.reason}`;
    case 'Stopping':
      return `is being stopped: ${execution.reason}`;
    case 'Succeeded':
    case 'Cancelled':
      return `${execution.status.toLowerCase()}, ${took}`;
    case 'InProgress':
      return 'goes on';
    default:
      return assertNever(execution, 'status of an execution');
  }
}
