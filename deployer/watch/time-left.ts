import type { Deployment } from '../release/deployment.ts';

/** How a deployment configuration moves traffic. Minutes, percent of green. */
export type TrafficShift =
  | { kind: 'all-at-once' }
  | { kind: 'canary'; percent: number; minutes: number }
  | { kind: 'linear'; percent: number; minutes: number };

/** When production traffic was asked to be at a weight, as the watcher saw it. */
export interface WeightChange {
  at: number;
  /** Percent of green. */
  green: number;
}

/**
 * Milliseconds until all traffic is on green, or undefined before the shift began. Once a linear shift has taken two
 * steps the pace seen counts, not the configured one: CodeDeploy's steps take somewhat longer than configured
 * (about 140 s before the first step in a capture of 2026-08).
 */
export function shiftLeftMs(shift: TrafficShift, changes: WeightChange[], now: number): number | undefined {
  const steps = changes.filter((change) => change.green > 0);
  const last = steps.at(-1);
  if (!last) return undefined;
  if (last.green >= 100 || shift.kind === 'all-at-once') return 0;
  const remaining = shift.kind === 'linear' ? Math.ceil((100 - last.green) / shift.percent) : 1;
  const before = steps.at(-2);
  const pace = before && shift.kind === 'linear' ? last.at - before.at : shift.minutes * 60_000;
  return Math.max(0, remaining * pace - (now - last.at));
}

/** `canary: 10 %, the rest after 5 min` */
export function describeShift(shift: TrafficShift): string {
  switch (shift.kind) {
    case 'all-at-once':
      return 'all at once';
    case 'canary':
      return `canary: ${shift.percent} %, the rest after ${shift.minutes} min`;
    case 'linear':
      return `linear: ${shift.percent} % every ${shift.minutes} min`;
    default:
      return shift satisfies never;
  }
}

/** What is open after the shift, in words. */
export const describeWindow = (deployment: Pick<Deployment, 'terminationWaitMinutes'>): string =>
  deployment.terminationWaitMinutes === undefined
    ? 'blue is kept for good'
    : deployment.terminationWaitMinutes === 0
      ? 'blue is terminated at once'
      : `blue is kept for ${deployment.terminationWaitMinutes} min`;
