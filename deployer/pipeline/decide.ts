import { duration, plain } from '../line.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { watchCommand } from './commands-to-type.ts';
import { oneLine } from './one-line.ts';
import type { PipelineContext } from './pipeline-context.ts';
import type { PipelineOutcome } from './pipeline-outcome.ts';
import { describeRevision } from './pipeline-view.ts';
import { type Approval, waitingApprovals } from './waiting-approvals.ts';

export interface DecideOptions {
  pipeline?: string;
  execution?: string;
  stage?: string;
  action?: string;
  comment?: string;
}

/** CodePipeline takes no longer one. Source: API reference, ApprovalResult, summary. */
const LONGEST_COMMENT = 512;

/** Approves or rejects what waits, after it has shown what that is. */
export async function decide(
  approved: boolean,
  options: DecideOptions,
  context: PipelineContext,
): Promise<PipelineOutcome> {
  const { comment = '' } = options;
  const now = context.time.now();
  if (comment.length > LONGEST_COMMENT)
    throw new CannotRelease(`The comment may have ${LONGEST_COMMENT} characters; it has ${comment.length}.`);
  const approval = await chosen(options, now, context);
  const { pipeline, stage, action, executionId, token, since } = approval;
  const execution = (await context.pipelines.executions(pipeline, executionId)).find(({ id }) => id === executionId);
  const revision = execution?.revision;
  for (const line of [
    `approval    ${pipeline}: ${stage}.${action}${approval.comment === undefined ? '' : `, ${oneLine(approval.comment)}`}`,
    `execution   ${executionId}`,
    `commit      ${revision ? describeRevision(revision) : 'unknown'}`,
    ...(since === undefined ? [] : [`waits since ${new Date(since).toISOString()}, ${duration(now - since)}`]),
  ])
    context.print(plain(line));
  await context.pipelines.putApproval({ pipeline, stage, action, token, approved, comment });
  return {
    outcome: 'done',
    message: `${approved ? 'Approved' : 'Rejected'} ${stage}.${action} of ${pipeline}.`,
    details: [`Follow it: ${watchCommand(approval)}`],
    pipeline,
    executionId,
    stage,
    action,
    decision: approved ? 'Approved' : 'Rejected',
    ...(revision && { revision }),
    ...(since !== undefined && { waitsSince: since }),
  };
}

/** The one approval that is meant. Throws CannotRelease, with what there is, unless it is exactly one. */
async function chosen(options: DecideOptions, now: number, { pipelines }: PipelineContext): Promise<Approval> {
  const names = options.pipeline === undefined ? await pipelines.names() : [options.pipeline];
  if (names.length === 0) throw new CannotRelease('There is no pipeline in this account and region.');
  const waiting = (
    await Promise.all(names.map(async (name) => waitingApprovals(await pipelines.view(name), pipelines)))
  ).flat();
  const list = names.join(', ');
  if (waiting.length === 0) throw new CannotRelease(`No approval waits in ${list}.`);
  const { execution, stage, action } = options;
  const meant = waiting.filter(
    (each) =>
      (execution === undefined || each.executionId === execution) &&
      (stage === undefined || each.stage === stage) &&
      (action === undefined || each.action === action),
  );
  const [only, ...others] = meant;
  if (only && others.length === 0) return only;
  const lines = (only ? meant : waiting).map((each) => `  ${describe(each, now)}`).join('\n');
  if (!only) throw new CannotRelease(`What you named does not wait for a decision. What waits:\n${lines}`);
  throw new CannotRelease(
    `Several approvals wait: say which one with --pipeline, --execution, --stage or --action.\n${lines}`,
  );
}

const describe = ({ pipeline, stage, action, executionId, since }: Approval, now: number): string =>
  `${pipeline}: ${stage}.${action} of execution ${executionId}${since === undefined ? '' : `, for ${duration(now - since)}`}`;
