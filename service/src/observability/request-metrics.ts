import { type Distribution, emfLine } from './emf.ts';

interface RequestMetricsOptions {
  readonly namespace: string;
  readonly service: string;
  readonly release: string;
}

/** One route of one method: what a graph is drawn of. */
class Series {
  readonly durations = new Durations();
  requests = 0;
  clientErrors = 0;
  serverErrors = 0;
}

/**
 * Rate, errors and durations by route and release, added up in memory and written as one line a route and interval.
 * CloudWatch's own libraries (aws-embedded-metrics, Powertools) write a line for each request or need the CloudWatch
 * agent beside the container; none adds up across requests.
 *
 * The routes are the patterns that the code registers, so there are as many series as there are routes. Requests,
 * ClientErrors (4xx) and ServerErrors (5xx) are counts of the interval: ask CloudWatch for their Sum.
 */
export class RequestMetrics {
  readonly #options: RequestMetricsOptions;
  readonly #series = new Map<string, Series>();

  constructor(options: RequestMetricsOptions) {
    this.#options = options;
  }

  count(route: string, status: number, milliseconds: number): void {
    let series = this.#series.get(route);
    if (series === undefined) this.#series.set(route, (series = new Series()));
    series.requests++;
    if (status >= 500) series.serverErrors++;
    else if (status >= 400) series.clientErrors++;
    series.durations.add(milliseconds);
  }

  /** The lines of everything since the last call; none for a route that nobody asked. `at` in milliseconds since 1970. */
  take(at: number): string[] {
    const lines = [...this.#series].map(([route, series]) => this.#line(route, series, at));
    this.#series.clear();
    return lines;
  }

  #line(route: string, { requests, clientErrors, serverErrors, durations }: Series, at: number): string {
    const { namespace, service, release } = this.#options;
    return emfLine({
      namespace,
      dimensions: { Service: service, Release: release, Route: route },
      dimensionSets: [
        ['Service', 'Release'],
        ['Service', 'Release', 'Route'],
      ],
      metrics: [
        { name: 'Requests', unit: 'Count', value: requests },
        { name: 'ClientErrors', unit: 'Count', value: clientErrors },
        { name: 'ServerErrors', unit: 'Count', value: serverErrors },
        { name: 'Duration', unit: 'Milliseconds', value: durations.distribution() },
      ],
      at,
    });
  }
}

/** Up to 0.1 ms, and from there in steps of 15 % to 68 s: 97 buckets, where a metric may have 100 values. */
const SMALLEST_MS = 0.1;
const STEP = 1.15;
const BUCKETS = 97;

/** Durations in buckets, so that percentiles are known to some 7 %; least, most and sum are exact. */
class Durations {
  readonly #counts = new Map<number, number>();
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #sum = 0;

  add(milliseconds: number): void {
    const index = Math.min(BUCKETS - 1, Math.max(0, Math.ceil(Math.log(milliseconds / SMALLEST_MS) / Math.log(STEP))));
    this.#counts.set(index, (this.#counts.get(index) ?? 0) + 1);
    if (milliseconds < this.#min) this.#min = milliseconds;
    if (milliseconds > this.#max) this.#max = milliseconds;
    this.#sum += milliseconds;
  }

  distribution(): Distribution {
    const buckets = [...this.#counts].sort(([a], [b]) => a - b);
    return {
      values: buckets.map(([index]) => this.#middle(index)),
      counts: buckets.map(([, count]) => count),
      min: rounded(this.#min),
      max: rounded(this.#max),
      sum: rounded(this.#sum),
    };
  }

  /** Of what a bucket can hold, given the least and the most that there was. */
  #middle(index: number): number {
    const middle = SMALLEST_MS * STEP ** (index - 0.5);
    return rounded(Math.min(this.#max, Math.max(this.#min, middle)));
  }
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
