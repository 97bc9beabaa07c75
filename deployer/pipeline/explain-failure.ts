import type { PipelineGateway } from './pipeline-gateway.ts';
import { meaningfulLines } from './meaningful-lines.ts';
import { oneLine } from './one-line.ts';
import { type ActionRun, type Build, isBuild } from './pipeline-view.ts';

/** Enough of a log's end to hold what was said before the phases that follow a failure. */
const LINES_READ = 1000;
const LINES_SHOWN = 8;

export interface Failure {
  /** One line. */
  reason: string;
  /** Where the log is, and its last meaningful lines. */
  evidence: string[];
}

/** Why an action failed: of a build the failed phase and what its command said last. Makes no write. */
export async function explainFailure(run: ActionRun, gateway: PipelineGateway): Promise<Failure> {
  const name = `${run.stage}.${run.action}`;
  if (!isBuild(run) || run.externalId === undefined) return { reason: `${name} ${reasonOf(run)}`, evidence: [] };
  try {
    const [build] = await gateway.builds([run.externalId]);
    const reason = `${name} ${build?.failure ? phaseOf(build.failure) : reasonOf(run)}`;
    if (!build?.log) return { reason, evidence: [] };
    const lines = meaningfulLines(await gateway.lastLogLines(build.log, LINES_READ), LINES_SHOWN);
    const { group, stream } = build.log;
    const head = `Log ${group}, stream ${stream}${lines.length > 0 ? ', last lines:' : ''}`;
    return { reason, evidence: [head, ...lines.map((line) => `  ${line}`)] };
  } catch (error) {
    // Whoever may see the pipeline may not always see its builds and logs.
    return { reason: `${name} ${reasonOf(run)}`, evidence: [`Its log could not be read: ${(error as Error).message}`] };
  }
}

/** The last run of each action, of those that failed; what a retry made good is no reason. */
export function failedRuns(runs: readonly ActionRun[]): ActionRun[] {
  const last = new Map(runs.map((run) => [`${run.stage}.${run.action}`, run]));
  return [...last.values()].filter(({ status }) => status === 'Failed');
}

/** Without the log: what CodePipeline itself knows. */
export function reasonOf({ category, by, summary, error }: ActionRun): string {
  const said = oneLine([error?.code, error?.message].filter(Boolean).join(': '));
  if (category === 'Approval' && by !== undefined) {
    const who = by.split(/[:/]/).at(-1);
    return `was rejected by ${who}${summary ? `: ${oneLine(summary)}` : ''}`;
  }
  return `failed: ${said || (summary && oneLine(summary)) || 'no reason given'}`;
}

const phaseOf = ({ phase, code, message }: NonNullable<Build['failure']>): string =>
  `failed in ${phase}: ${oneLine([code, message].filter(Boolean).join(': '))}`;
