import type { FunctionLog, TargetHealth } from '../aws/gateways.ts';
import { type Deployment, releaseName } from './deployment.ts';

/** What is found about a release that failed. */
export interface FailureEvidence {
  deployment: Deployment;
  rollback: Deployment | undefined;
  /** Whether the production listener sends everything to blue; undefined when it could not be read. */
  allBlue: boolean | undefined;
  unhealthy: TargetHealth[];
  stoppedReasons: string[];
  hookLog: FunctionLog | undefined;
}

export interface Explanation {
  rolledBack: boolean;
  /** One line. */
  message: string;
  details: string[];
}

/**
 * Why a release failed and where that leaves the traffic. Rolled back means: the rollback deployment succeeded, or
 * green never got traffic, and the listener or alias (asked itself) sends everything to blue.
 */
export function explainFailure(evidence: FailureEvidence): Explanation {
  const { deployment, rollback, allBlue } = evidence;
  const event = deployment.events.find(({ status }) => status === 'Failed');
  const error = deployment.error;
  const cause = error
    ? `${error.code}: ${error.message}`
    : (event?.diagnostics?.message ?? `deployment ${deployment.status}`);
  const rolledBack =
    (rollback?.status === 'Succeeded' && allBlue !== false) || (rollback === undefined && allBlue === true);
  const details: string[] = [];
  if (event?.diagnostics?.message && event.diagnostics.message !== error?.message) {
    const code = event.diagnostics.errorCode ? `${event.diagnostics.errorCode}: ` : '';
    details.push(`${event.name}: ${code}${event.diagnostics.message}`);
  }
  if (event?.diagnostics?.logTail) details.push(`${event.name}: ${event.diagnostics.logTail}`);
  if (evidence.hookLog) {
    details.push(`Last lines of the hook's log (${evidence.hookLog.group}, ${evidence.hookLog.stream}):`);
    details.push(...evidence.hookLog.lines.map((line) => `  ${line}`));
  }
  for (const { target, reason } of evidence.unhealthy) {
    details.push(`Green target ${target} was unhealthy: ${reason ?? 'no reason given'}`);
  }
  details.push(...evidence.stoppedReasons.map((reason) => `A task stopped: ${reason}`));
  details.push(whereTrafficIs(evidence, rolledBack));
  const failed = `Release of ${releaseName(deployment)} failed${event ? ` at ${event.name}` : ''}`;
  return { rolledBack, message: `${failed}: ${cause}`, details };
}

function whereTrafficIs({ deployment, rollback, allBlue }: FailureEvidence, rolledBack: boolean): string {
  if (rolledBack && rollback) return `Rolled back by deployment ${rollback.id}: the version before serves all traffic.`;
  if (rolledBack) return 'The version before serves all traffic: green gets none.';
  const router = deployment.platform === 'Lambda' ? 'alias' : 'listener';
  const advice = `Look at the ${router} and release a good revision with --force.`;
  if (!rollback) return `NOT rolled back: deployment ${deployment.id} names no rollback. ${advice}`;
  if (rollback.status !== 'Succeeded') {
    const why = rollback.error ? ` (${rollback.error.code}: ${rollback.error.message})` : '';
    return `NOT rolled back: rollback ${rollback.id} ended as ${rollback.status}${why}. ${advice}`;
  }
  return `NOT rolled back: rollback ${rollback.id} succeeded${allBlue === false ? `, but the ${router} still sends traffic to green` : ''}. ${advice}`;
}
