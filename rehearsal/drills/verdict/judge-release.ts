import { type FunctionObservation, type FunctionVerdict, judgeFunction } from './judge-function.ts';
import { type ExecutionObservation, type ExecutionVerdict, judgeExecution } from './judge-execution.ts';
import { type ComparisonVerdict, judgeComparison } from './judge-comparison.ts';
import { judgeWeights, type WeightVerdict } from './judge-weights.ts';
import type { Expectation, ReleaseObservation } from './observation.ts';
import { metricsReasons, type VersionMetrics } from './version-metrics.ts';

export interface ReleaseVerdict {
  name: string;
  ok: boolean;
  expected: Expectation;
  outcome: Expectation | 'failed';
  deploymentId: string | undefined;
  requests: ReleaseObservation['requests'];
  secondsFirstBadToAlarm: number | undefined;
  secondsAlarmToAllBlue: number | undefined;
  blastRadius: {
    failedRequests: number;
    /** Share of all requests whose version is known that green answered or failed, 0–1; undefined when none is known. */
    shareThatSawGreen: number | undefined;
  };
  latency: ReleaseObservation['latency'];
  weights: WeightVerdict[];
  /** Whether the alarms that compare the versions had enough requests of both. */
  comparison?: ComparisonVerdict;
  /** Why it is not ok; empty when it is. */
  reasons: string[];
}

export interface Verdict {
  ok: boolean;
  releases: ReleaseVerdict[];
  functions: FunctionVerdict[];
  /** Of the pipeline, where the releases were commits. */
  executions: ExecutionVerdict[];
  /** What the service says of itself, by version; absent when the configuration does not say where. */
  metrics?: VersionMetrics[];
  /** Why it is not ok, beside what releases and functions say. */
  reasons: string[];
}

/** What was seen of everything that was played. */
export interface Observations {
  releases: ReleaseObservation[];
  functions?: FunctionObservation[];
  executions?: ExecutionObservation[];
}

/** A rehearsal is ok when it played releases and each went as it must. */
export function verdictOf(seen: Observations, metrics?: VersionMetrics[]): Verdict {
  const releases = seen.releases.map(judgeRelease);
  const functions = (seen.functions ?? []).map(judgeFunction);
  const executions = (seen.executions ?? []).map(judgeExecution);
  const released = seen.releases.filter((one) => outcomeOf(one) === 'released').map(({ versions }) => versions.green);
  const reasons = metrics ? metricsReasons(metrics, released) : [];
  const isOk =
    releases.length > 0 && reasons.length === 0 && [...releases, ...functions, ...executions].every(({ ok }) => ok);
  return { ok: isOk, releases, functions, executions, ...(metrics && { metrics }), reasons };
}

function judgeRelease(seen: ReleaseObservation): ReleaseVerdict {
  const weights = judgeWeights(seen.steps);
  const reasons = [
    ...countsReasons(seen),
    ...(seen.expected === 'released' ? goodReleaseReasons(seen) : badReleaseReasons(seen)),
    ...weightReasons(weights, seen),
  ];
  return {
    name: seen.name,
    ok: reasons.length === 0,
    expected: seen.expected,
    outcome: outcomeOf(seen),
    deploymentId: seen.deployment.id,
    requests: seen.requests,
    secondsFirstBadToAlarm: secondsBetween(seen.firstBadAnswerAt, seen.alarmAt),
    secondsAlarmToAllBlue: secondsBetween(seen.alarmAt, seen.allBlueAt),
    blastRadius: { failedRequests: seen.requests.failed, shareThatSawGreen: shareOfGreen(seen) },
    latency: seen.latency,
    weights,
    ...(seen.comparison && { comparison: judgeComparison(seen.comparison) }),
    reasons,
  };
}

function outcomeOf({ deployment }: ReleaseObservation): ReleaseVerdict['outcome'] {
  if (deployment.rollback?.status === 'Succeeded') return 'rolled back';
  return deployment.finished && !['Failed', 'Stopped'].includes(deployment.status) ? 'released' : 'failed';
}

/** True of every release, good or bad. */
function countsReasons({ requests: { sent, answered, failed } }: ReleaseObservation): string[] {
  if (sent === 0) return ['No request was sent: nothing was proven.'];
  return sent === answered + failed
    ? []
    : [`Requests were lost in the count: ${sent} sent, ${answered} answered, ${failed} failed.`];
}

function goodReleaseReasons(seen: ReleaseObservation): string[] {
  const reasons: string[] = [];
  const { deployment, requests, failures, versions } = seen;
  if (outcomeOf(seen) !== 'released') {
    const why = deployment.error ? `: ${deployment.error.code}: ${deployment.error.message}` : '';
    reasons.push(
      `It had to be released, but deployment ${deployment.id ?? '(none)'} ended as ${deployment.status}${why}`,
    );
  }
  if (requests.failed > 0) {
    const [first] = failures;
    const sample = first
      ? `; the first: ${first.path}, ${first.detail}${first.version ? ` from ${first.version}` : ''}`
      : '';
    reasons.push(`A good release may lose no request, but ${requests.failed} of ${requests.sent} failed${sample}.`);
  }
  if ((requests.byVersion[versions.green]?.answered ?? 0) === 0)
    reasons.push(`No answer came from ${versions.green}: green never served.`);
  return reasons;
}

/** Rolled back by the template's alarm alone: nothing else may have stopped it. */
function badReleaseReasons(seen: ReleaseObservation): string[] {
  const reasons: string[] = [];
  const { deployment, requests, templateAlarms, allBlueAt } = seen;
  const { error, rollback } = deployment;
  if (requests.failed === 0)
    reasons.push('The bad release failed no request: it was not bad, so its rollback proves nothing.');
  if (error?.code !== 'ALARM_ACTIVE') {
    const what = error ? `${error.code}: ${error.message}` : `${deployment.status} without an error`;
    reasons.push(
      `It had to be stopped by an alarm (ALARM_ACTIVE), but deployment ${deployment.id ?? '(none)'} ended with ${what}`,
    );
  } else {
    const activated = activatedAlarms(error.message);
    const foreign = activated.filter((name) => !templateAlarms.includes(name));
    if (activated.length === 0) reasons.push(`The deployment does not say which alarm stopped it: ${error.message}`);
    if (foreign.length > 0)
      reasons.push(`It was stopped by ${foreign.join(', ')}, which the template does not declare for it.`);
  }
  if (!rollback) reasons.push('No rollback followed.');
  else if (rollback.status !== 'Succeeded') reasons.push(`Rollback ${rollback.id} ended as ${rollback.status}.`);
  if (allBlueAt === undefined) reasons.push('The production listener was never seen to send everything to blue again.');
  return reasons;
}

/** CodeDeploy's text ends with "Activated alarms: <name>" (capture of 2026-08); how it joins several is not known. */
const activatedAlarms = (message: string): string[] =>
  (/Activated alarms: (.+)$/s.exec(message)?.[1] ?? '').split(/[\s,]+/).filter(Boolean);

function weightReasons(weights: WeightVerdict[], { expected, steps }: ReleaseObservation): string[] {
  const reasons = weights
    .filter(({ judgement }) => judgement === 'off')
    .map(
      ({ step, asked, seen, requests, standardErrors }) =>
        `Step ${step} asked for ${asked} % and got ${(seen ?? 0).toFixed(1)} % of ${requests} requests (${(standardErrors ?? 0).toFixed(1)} standard errors).`,
    );
  if (expected === 'rolled back') return reasons;
  if (steps.length === 0) reasons.push('No step of the shift was seen.');
  else if (weights.every(({ judgement }) => judgement === 'not judged')) {
    reasons.push('No step of the shift had enough requests to judge its weight: raise the rate or lower the speed.');
  }
  return reasons;
}

function shareOfGreen({ requests: { byVersion }, versions }: ReleaseObservation): number | undefined {
  const total = (of: { answered: number; failed: number } | undefined) => (of ? of.answered + of.failed : 0);
  const known = Object.values(byVersion).reduce((sum, counts) => sum + total(counts), 0);
  return known === 0 ? undefined : total(byVersion[versions.green]) / known;
}

const secondsBetween = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.round(to - from) / 1000;
