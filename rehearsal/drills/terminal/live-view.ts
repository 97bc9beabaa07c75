/** What the operator sees of a release while it runs. Durations in real milliseconds, weights percent of green. */
export interface LiveView {
  /** For example `good release of picus-prod:7`. */
  title: string;
  elapsedMs: number;
  /** The deployment's status, once there is one. */
  status: string | undefined;
  /** In order; Pending ones too. */
  events: { name: string; status: string; durationMs?: number }[];
  weights: { asked: number | undefined; seen: number | undefined };
  requests: {
    sent: number;
    failed: number;
    /** Of the last second. */
    perSecond: number;
    p99Ms: number | undefined;
    byVersion: Record<string, { answered: number; failed: number }>;
  };
  /** Those in ALARM. */
  alarms: string[];
  leftMs: number | undefined;
}

/** Puts colour around text, or nothing. */
export type Paint = (colour: 'green' | 'red' | 'yellow' | 'blue' | 'dim' | 'bold', text: string) => string;

/** `0.2 s`, `18 s`, `1 min 18 s` */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `v1 1200 (0 failed), v2 310 (4 failed)` */
export const versionsText = (byVersion: LiveView['requests']['byVersion']): string =>
  Object.entries(byVersion)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([version, { answered, failed }]) => `${version} ${answered + failed} (${failed} failed)`)
    .join(', ') || 'no version known yet';
