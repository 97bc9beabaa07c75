import type { Judgement } from './watch/judge-comparison.ts';

/**
 * Exit codes:
 * - released, nothingToRelease, done: 0
 * - rolledBack: the release failed and the version before serves all traffic
 * - notPassed: what was looked at (an image, an environment) did not pass; nothing was released or rolled back
 * - notStarted: bad usage or configuration, or a state in which nothing may be started; nothing was changed
 * - notRolledBack: the release failed and the version before does not serve all traffic
 * - notSeen: the end was not seen (time-out, or AWS could not be read); the deployment goes on by itself
 * - interrupted: Ctrl-C; the deployment goes on by itself
 */
export const EXIT_CODES = {
  released: 0,
  nothingToRelease: 0,
  done: 0,
  rolledBack: 1,
  notPassed: 1,
  notStarted: 2,
  notRolledBack: 3,
  notSeen: 4,
  interrupted: 130,
} as const;

type OutcomeKind = keyof typeof EXIT_CODES;

/** What `--json` writes. Times are epoch milliseconds, weights percent of green. */
export interface Outcome {
  outcome: OutcomeKind;
  /** One line: what happened, or why it failed. */
  message: string;
  /** Further evidence, a line each. */
  details: string[];
  stack?: string;
  deploymentId?: string;
  taskDefinition?: string;
  /** Of the image's manifest, `sha256:…`. */
  digest?: string;
  /** Of acceptance: what was asked, and what was wrong with the answer. */
  checks?: { path: string; problem: string | undefined }[];
  /** Number of a function's version. */
  functionVersion?: string;
  /** The deployment was found running, not created. */
  adopted?: boolean;
  blueTargetGroupArn?: string;
  greenTargetGroupArn?: string;
  status?: string;
  error?: { code: string; message: string };
  rollback?: { deploymentId: string; status: string };
  /** Blue still waits for its termination: `stop --rollback` returns to it. */
  rollbackWindowOpen?: boolean;
  events?: { name: string; status: string; startedAt?: number; endedAt?: number }[];
  /** Of a finished release whose stack compares the versions. */
  judgement?: Judgement;
  weights?: { at: number; asked: number | undefined; seen: number | undefined }[];
}

export const exitCodeOf = (outcome: Outcome): number => EXIT_CODES[outcome.outcome];
