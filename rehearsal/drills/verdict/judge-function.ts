import type { Expectation } from './observation.ts';

/** What was seen of a function's release. */
export interface FunctionObservation {
  /** Of the drill that it was a part of. */
  drill: string;
  functionName: string;
  expected: Expectation;
  /** Numbers of the version that answered before, and of the one that was released. */
  versions: { from: string; to: string };
  deployment: {
    id: string | undefined;
    /** As GetDeployment says, at the end. */
    status: string;
    error?: { code: string; message: string };
    rollback?: { id: string; status: string };
  };
  /** Names of the alarms that the template declares for it. */
  templateAlarms: string[];
  /** Percent of the new version at the alias, each change in order. */
  shares: number[];
  /** Which version answers for the alias at the end; undefined while two do. */
  answering: string | undefined;
  /** Requests that the load balancer passed to the function, and those of them that failed. */
  requests: { answered: number; failed: number };
}

export interface FunctionVerdict extends FunctionObservation {
  ok: boolean;
  outcome: Expectation | 'failed';
  /** Why it is not ok; empty when it is. */
  reasons: string[];
}

export function judgeFunction(seen: FunctionObservation): FunctionVerdict {
  const reasons = seen.expected === 'released' ? reasonsOfGood(seen) : reasonsOfBad(seen);
  return { ...seen, ok: reasons.length === 0, outcome: outcomeOf(seen), reasons };
}

const outcomeOf = ({ deployment: { status, rollback } }: FunctionObservation): FunctionVerdict['outcome'] =>
  rollback?.status === 'Succeeded' ? 'rolled back' : status === 'Succeeded' ? 'released' : 'failed';

function reasonsOfGood({ deployment, requests, versions, answering, shares }: FunctionObservation): string[] {
  const reasons: string[] = [];
  if (deployment.status !== 'Succeeded') {
    const why = deployment.error ? `: ${deployment.error.code}: ${deployment.error.message}` : '';
    reasons.push(
      `It had to be released, but deployment ${deployment.id ?? '(none)'} ended as ${deployment.status}${why}`,
    );
  }
  if (answering !== versions.to) reasons.push(`The alias does not name version ${versions.to} alone at the end.`);
  if (!shares.includes(100)) reasons.push('The alias was never seen to give everything to the new version.');
  if (requests.failed > 0) reasons.push(`A good release may lose no request, but ${requests.failed} failed.`);
  return reasons;
}

/** Rolled back by the template's alarm alone, while the new version had a part of the traffic. */
function reasonsOfBad(seen: FunctionObservation): string[] {
  const reasons: string[] = [];
  const { deployment, requests, templateAlarms, versions, answering, shares } = seen;
  if (requests.failed === 0)
    reasons.push('The bad function failed no request: it was not bad, so its rollback proves nothing.');
  if (deployment.error?.code !== 'ALARM_ACTIVE') {
    const what = deployment.error ? `${deployment.error.code}: ${deployment.error.message}` : deployment.status;
    reasons.push(`It had to be stopped by an alarm (ALARM_ACTIVE), but it ended with ${what}`);
  } else if (!templateAlarms.some((name) => deployment.error?.message.includes(name))) {
    reasons.push(`It was stopped by an alarm that the template does not declare: ${deployment.error.message}`);
  }
  if (!deployment.rollback) reasons.push('No rollback followed.');
  if (answering !== versions.from) reasons.push(`The alias does not name version ${versions.from} alone at the end.`);
  if (shares.includes(100)) reasons.push('The alias gave everything to the bad version before it was stopped.');
  return reasons;
}
