import { build, type Histogram } from 'hdr-histogram-js';
import type {
  Counts,
  FailureKind,
  FailureSample,
  Latency,
  LoadReport,
  LoadSnapshot,
  PhaseReport,
  SecondReport,
} from './load-report.ts';

/** One request that has ended. */
export interface EndedRequest {
  /** Its number, from 0. */
  sequence: number;
  /** Epoch milliseconds at which it was due, and at which it ended. */
  dueAt: number;
  endedAt: number;
  phase: string;
  path: string;
  trace: string;
  version?: string;
  failure?: { kind: FailureKind; detail: string };
}

/** A request whose answer did not tell its version; the load balancer's access log may. */
export interface Unattributed {
  trace: string;
  phase: string;
  failed: boolean;
}

interface Phase extends Omit<PhaseReport, 'latency'> {
  histogram: Histogram;
}

interface Second extends Counts {
  sent: number;
  latencies: number[];
}

/** Failures that are kept whole; all are counted. */
const MOST_SAMPLES = 50;

/** Counts what happens to the requests of a load. Knows nothing of HTTP and time: everything is told to it. */
export class Tally {
  sent = 0;
  answered = 0;
  failed = 0;
  maxLatenessMs = 0;
  readonly unattributed: Unattributed[] = [];
  readonly #phases = new Map<string, Phase>();
  readonly #seconds = new Map<number, Second>();
  readonly #kinds: Record<FailureKind, number> = { status: 0, reset: 0, timeout: 0, 'not-sent': 0 };
  readonly #samples: FailureSample[] = [];
  readonly #firstFailureAt: Record<string, number> = {};

  due(dueAt: number, phase: string, latenessMs: number): void {
    this.sent++;
    this.maxLatenessMs = Math.max(this.maxLatenessMs, latenessMs);
    const of = this.#phase(phase, dueAt);
    of.sent++;
    of.endedAt = dueAt;
    this.#second(dueAt).sent++;
  }

  ended(request: EndedRequest): void {
    const phase = this.#phase(request.phase, request.dueAt);
    const second = this.#second(request.dueAt);
    const outcome = request.failure ? 'failed' : 'answered';
    this[outcome]++;
    phase[outcome]++;
    second[outcome]++;
    if (request.version === undefined) {
      this.unattributed.push({ trace: request.trace, phase: request.phase, failed: request.failure !== undefined });
      phase.unattributed[outcome]++;
    } else {
      countsOf(phase.byVersion, request.version)[outcome]++;
    }
    if (request.failure) return this.#failed(request, request.failure);
    const latency = Math.max(0, request.endedAt - request.dueAt);
    second.latencies.push(latency);
    phase.histogram.recordValue(Math.max(1, Math.round(latency * 1000)));
  }

  snapshot(now: number, phase: string): LoadSnapshot {
    const second = this.#seconds.get(Math.floor(now / 1000) - 1);
    const histogram = this.#phases.get(phase)?.histogram;
    return {
      at: now,
      phase,
      sent: this.sent,
      answered: this.answered,
      failed: this.failed,
      inFlight: this.sent - this.answered - this.failed,
      byVersion: sumOfVersions([...this.#phases.values()]),
      lastSecond: {
        sent: second?.sent ?? 0,
        failed: second?.failed ?? 0,
        p99: quantile(second?.latencies ?? [], 0.99),
      },
      p99: histogram && histogram.totalCount > 0 ? histogram.getValueAtPercentile(99) / 1000 : undefined,
    };
  }

  report(startedAt: number, endedAt: number, rate: number): LoadReport {
    const phases = [...this.#phases.values()].map(({ histogram, ...phase }) => ({
      ...phase,
      latency: latencyOf(histogram),
    }));
    const dueFor = Math.max(0, ...phases.map((phase) => phase.endedAt)) - startedAt;
    return {
      startedAt,
      endedAt,
      rate,
      // The first request is due at once, so n requests span n - 1 intervals.
      achievedRate: dueFor > 0 ? ((this.sent - 1) / dueFor) * 1000 : 0,
      maxLatenessMs: this.maxLatenessMs,
      sent: this.sent,
      answered: this.answered,
      failed: this.failed,
      byVersion: sumOfVersions(phases),
      unattributed: sum(phases.map(({ unattributed }) => unattributed)),
      phases,
      seconds: [...this.#seconds].toSorted(([a], [b]) => a - b).map(toSecondReport),
      failuresByKind: this.#kinds,
      failures: this.#samples,
      firstFailureAt: this.#firstFailureAt,
    };
  }

  #failed(request: EndedRequest, { kind, detail }: { kind: FailureKind; detail: string }): void {
    const { endedAt: at, path, trace, phase, version } = request;
    this.#kinds[kind]++;
    this.#firstFailureAt[phase] = Math.min(this.#firstFailureAt[phase] ?? at, at);
    if (this.#samples.length < MOST_SAMPLES) {
      this.#samples.push({ at, path, kind, detail, trace, phase, ...(version !== undefined && { version }) });
    }
  }

  #phase(name: string, at: number): Phase {
    const existing = this.#phases.get(name);
    if (existing) return existing;
    const none = { answered: 0, failed: 0 };
    const made: Phase = {
      name,
      startedAt: at,
      endedAt: at,
      sent: 0,
      ...none,
      byVersion: {},
      unattributed: { ...none },
      // Microseconds, from 1 µs to a minute.
      histogram: build({
        lowestDiscernibleValue: 1,
        highestTrackableValue: 60_000_000,
        numberOfSignificantValueDigits: 3,
        autoResize: true,
      }),
    };
    this.#phases.set(name, made);
    return made;
  }

  #second(at: number): Second {
    const key = Math.floor(at / 1000);
    const second = this.#seconds.get(key) ?? { sent: 0, answered: 0, failed: 0, latencies: [] };
    this.#seconds.set(key, second);
    return second;
  }
}

export function countsOf(byVersion: Record<string, Counts>, version: string): Counts {
  return (byVersion[version] ??= { answered: 0, failed: 0 });
}

export function sumOfVersions(phases: { byVersion: Record<string, Counts> }[]): Record<string, Counts> {
  const total: Record<string, Counts> = {};
  for (const { byVersion } of phases) {
    for (const [version, { answered, failed }] of Object.entries(byVersion)) {
      const counts = countsOf(total, version);
      counts.answered += answered;
      counts.failed += failed;
    }
  }
  return total;
}

export const sum = (all: Counts[]): Counts =>
  all.reduce(
    (total, { answered, failed }) => ({ answered: total.answered + answered, failed: total.failed + failed }),
    { answered: 0, failed: 0 },
  );

function latencyOf(histogram: Histogram): Latency | undefined {
  if (histogram.totalCount === 0) return undefined;
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000;
  return { p50: at(50), p90: at(90), p99: at(99), max: histogram.maxValue / 1000 };
}

const toSecondReport = ([second, { sent, answered, failed, latencies }]: [number, Second]): SecondReport => ({
  second,
  sent,
  answered,
  failed,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
});

/** Nearest rank. */
function quantile(values: number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
}
