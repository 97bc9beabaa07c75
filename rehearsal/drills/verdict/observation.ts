import type { ComparisonObservation } from './judge-comparison.ts';

/** What was seen of one release, by whoever watched it. Times are epoch milliseconds, shares and weights percent of green. */
export interface ReleaseObservation {
  name: string;
  expected: Expectation;
  deployment: {
    id: string | undefined;
    /** As GetDeployment says, at the end. */
    status: string;
    /** All eight lifecycle events succeeded. */
    finished: boolean;
    error?: { code: string; message: string };
    rollback?: { id: string; status: string };
  };
  /** Names of the alarms that the template declares for the deployment group. */
  templateAlarms: string[];
  /** The labels that answers carry. */
  versions: { blue: string; green: string };
  requests: {
    sent: number;
    answered: number;
    failed: number;
    byVersion: Record<string, { answered: number; failed: number }>;
  };
  /** The load's failures, as many as are kept. */
  failures: { at: number; path: string; kind: string; detail: string; version?: string }[];
  firstBadAnswerAt: number | undefined;
  /** When an alarm of the template went to ALARM. */
  alarmAt: number | undefined;
  /** When the production listener sent everything to blue again. */
  allBlueAt: number | undefined;
  latency: Record<'before' | 'during' | 'after', { p50: number; p99: number } | undefined>;
  /** Absent where the template does not say what its alarms need to compare the versions. */
  comparison?: ComparisonObservation;
  /** One for each weight that was asked for, in order. */
  steps: StepObservation[];
}

export type Expectation = 'released' | 'rolled back';

export interface StepObservation {
  /** Percent of green that the listener was told. */
  asked: number;
  /** Requests that the load balancer routed while this weight was in force, and those of them that went to green. */
  requests: number;
  green: number;
}

/** A request as the load balancer's access log has it. */
export interface RoutedRequest {
  /** When the target group was chosen. */
  at: number;
  toGreen: boolean;
}

/**
 * Counts the requests of each step. `changes` are the moments at which the listener's weights changed; a request in
 * the same moment as a change, ± `margin` milliseconds, belongs to no step, because it cannot be said which weight
 * chose for it.
 */
export function stepsOf(
  changes: { at: number; asked: number }[],
  requests: RoutedRequest[],
  until: number,
  marginMs = 0,
): StepObservation[] {
  return changes.map(({ at, asked }, index) => {
    const end = changes[index + 1]?.at ?? until;
    const within = requests.filter((request) => request.at > at + marginMs && request.at < end - marginMs);
    return { asked, requests: within.length, green: within.filter(({ toGreen }) => toGreen).length };
  });
}
