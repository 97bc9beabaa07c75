import { type Deployment, hasEnded, isFinished } from './deployment.ts';

/** What Application Auto Scaling may not do with a service. */
export interface Suspended {
  scalingIn: boolean;
  scalingOut: boolean;
  scheduled: boolean;
}

/** How a service is scaled. */
export interface ServiceScaling {
  /** Of the scalable target. */
  arn: string;
  suspended: Suspended;
  /** The tag that a release leaves while it holds the suspension. */
  mark: string | undefined;
}

export const NOTHING_MOVES: Suspended = { scalingIn: true, scalingOut: true, scheduled: true };

/** What a release wrote down before it suspended: when, and what a person had suspended before it. */
export interface Mark {
  /** Epoch milliseconds, by this machine's clock. */
  at: number;
  before: Suspended;
}

/** In the characters that tags may have. */
export const markOf = ({ at, before }: Mark): string =>
  `${new Date(at).toISOString()} in:${before.scalingIn} out:${before.scalingOut} scheduled:${before.scheduled}`;

/** One that cannot be read was changed by somebody: then nothing is known to have been suspended before. */
export function readMark(text: string): Mark {
  const has = (word: string) => text.includes(`${word}:true`);
  return {
    at: Date.parse(text.split(' ')[0] ?? '') || 0,
    before: { scalingIn: has('in'), scalingOut: has('out'), scheduled: has('scheduled') },
  };
}

/** A release creates its deployment a moment after it suspended; one that takes longer was ended in between. */
const PATIENCE_MS = 60_000;

/**
 * Whether the shift that a mark stands for is over, whoever watched it: no deployment is shifting. Without any deployment since
 * the mark another process may be about to create one, for a while.
 */
export function isShiftOver(
  { at }: Mark,
  { active, latest, now }: { active: Deployment | undefined; latest: Deployment | undefined; now: number },
): boolean {
  if (active && !hasEnded(active)) return isFinished(active);
  return (latest?.createdAt ?? 0) >= at || now - at > PATIENCE_MS;
}
