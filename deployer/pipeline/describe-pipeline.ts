import { duration, faint, type Line, plain } from '../line.ts';
import { approveCommand, commandToType } from './commands-to-type.ts';
import { toneOf } from './describe-event.ts';
import { type Failure, reasonOf } from './explain-failure.ts';
import { oneLine } from './one-line.ts';
import {
  type ActionView,
  type Build,
  describeRevision,
  type Execution,
  hasEnded,
  type PipelineView,
  type StageView,
} from './pipeline-view.ts';
import type { Approval } from './waiting-approvals.ts';

/** Everything that `status` shows. */
export interface PipelineStatus {
  view: PipelineView;
  /** Newest first. */
  executions: Execution[];
  builds: Build[];
  /** By id of the action's run. */
  failures: Readonly<Record<string, Failure>>;
  approvals: Approval[];
  /** Epoch milliseconds. */
  at: number;
}

/** Where a pipeline stands: its stages and actions, what failed and why, who waits for what. */
export function describePipeline(status: PipelineStatus): Line[] {
  const { view, executions } = status;
  return [
    plain(`${view.name}, version ${view.version}, ${view.mode.toLowerCase()}`),
    ...view.stages.flatMap((stage) => [
      stageLine(stage, executions),
      ...stage.actions.flatMap((action) => actionLines(action, status)),
    ]),
    ...waitingLines(status),
  ];
}

function stageLine({ name, status, executionId, disabled }: StageView, executions: readonly Execution[]): Line {
  const revision = executions.find(({ id }) => id === executionId)?.revision;
  const of = executionId === undefined ? '' : ` ${executionId}${revision ? ` (${describeRevision(revision)})` : ''}`;
  const closed = disabled === undefined ? '' : `, transition disabled: ${oneLine(disabled)}`;
  const text = `${name.padEnd(STAGE)} ${(status ?? 'not yet').padEnd(STATUS)}${of}${closed}`;
  return toneOf(status ?? '')(text.trimEnd());
}

function actionLines({ name, run }: ActionView, { builds, failures, at }: PipelineStatus): Line[] {
  const label = `  ${name}`.padEnd(STAGE);
  if (!run) return [faint(`${label} not yet`)];
  const since = run.updatedAt === undefined ? '' : duration(at - run.updatedAt);
  const when = since && (hasEnded(run) ? `${since} ago` : `for ${since}`);
  const log = builds.find(({ id }) => id === run.externalId)?.log;
  const place = log ? `log ${log.group} ${log.stream}` : (run.url ?? '');
  const text = [label, run.status.padEnd(STATUS), when.padEnd(WHEN), place].join(' ').trimEnd();
  const lines = [(run.status === 'Succeeded' ? plain : toneOf(run.status))(text)];
  if (run.status !== 'Failed') return lines;
  const { reason, evidence } = failures[run.id] ?? { reason: `${name} ${reasonOf(run)}`, evidence: [] };
  const indent = ' '.repeat(STAGE);
  return [...lines, toneOf('Failed')(`${indent} ${reason}`), ...evidence.map((line) => faint(`${indent} ${line}`))];
}

function waitingLines({ view, executions, approvals, at }: PipelineStatus): Line[] {
  const { name: pipeline } = view;
  const described = (id: string) => {
    const revision = executions.find((execution) => execution.id === id)?.revision;
    return revision ? `${id} (${describeRevision(revision)})` : id;
  };
  const decisions = approvals.flatMap(({ stage, action, executionId, since, comment }) => {
    const notifies = view.stages
      .find(({ name }) => name === stage)
      ?.actions.find(({ name }) => name === action)?.notifies;
    const asked = [comment && oneLine(comment), notifies && `asked of ${notifies}`].filter(Boolean).join(', ');
    const how = since === undefined ? '' : ` for ${duration(at - since)}`;
    return [
      plain(`${stage}.${action} waits for a decision${how}${asked ? `: ${asked}` : ''}`),
      plain(`  ${approveCommand({ pipeline, executionId })} (or reject)`),
    ];
  });
  const behind = view.stages.flatMap(({ name, inbound }) =>
    inbound.map((id) => plain(`Execution ${described(id)} waits before ${name}.`)),
  );
  const failed = view.stages.filter(({ status }) => status === 'Failed');
  const retries = failed.map(({ name }) =>
    plain(`Try ${name} again: ${commandToType('pipeline retry', '--pipeline', pipeline, '--stage', name)}`),
  );
  return [...decisions, ...behind, ...retries];
}

/** Widths of columns. */
const STAGE = 24;
const STATUS = 10;
const WHEN = 16;
