export type FailureKind = 'status' | 'reset' | 'timeout' | 'not-sent';

export interface FailureSample {
  /** When the answer or the failure came, epoch milliseconds. */
  at: number;
  path: string;
  kind: FailureKind;
  /** `status 500`, `ECONNRESET` … */
  detail: string;
  /** Root of the X-Amzn-Trace-Id that was sent, which the load balancer's access log shows too. */
  trace: string;
  phase: string;
  version?: string;
}

/** Answered with an expected status, or failed; nothing else. */
export interface Counts {
  answered: number;
  failed: number;
}

export interface Latency {
  /** Milliseconds from the moment a request was due, answered requests only. */
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

export interface PhaseReport extends Counts {
  name: string;
  /** Epoch milliseconds of the first and the last request that was due. */
  startedAt: number;
  endedAt: number;
  sent: number;
  latency: Latency | undefined;
  byVersion: Record<string, Counts>;
  /** Ended requests of which no one knows the version. */
  unattributed: Counts;
}

export interface SecondReport extends Counts {
  /** Epoch seconds in which the requests were due. */
  second: number;
  sent: number;
  p50: number | undefined;
  p99: number | undefined;
}

/** Once everything has ended, sent = answered + failed, in total and in each phase and second. */
export interface LoadReport extends Counts {
  startedAt: number;
  endedAt: number;
  rate: number;
  /** Requests a second that were really due, over the whole run. */
  achievedRate: number;
  /** How late the generator itself was at worst, in milliseconds: large values blame this machine, not the server. */
  maxLatenessMs: number;
  sent: number;
  byVersion: Record<string, Counts>;
  unattributed: Counts;
  phases: PhaseReport[];
  seconds: SecondReport[];
  failuresByKind: Record<FailureKind, number>;
  /** The first ones. */
  failures: FailureSample[];
  /** Epoch milliseconds of the first failure of each phase. */
  firstFailureAt: Record<string, number>;
}

/** A look while it runs. */
export interface LoadSnapshot extends Counts {
  at: number;
  phase: string;
  sent: number;
  inFlight: number;
  byVersion: Record<string, Counts>;
  /** Of the last full second. */
  lastSecond: { sent: number; failed: number; p99: number | undefined };
  /** Of the present phase. */
  p99: number | undefined;
}
