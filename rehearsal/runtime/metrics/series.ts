import { combine, type Aggregate } from './aggregate.ts';

/** Samples that arrived together, at one moment. */
interface Entry extends Aggregate {
  at: number;
}

/** AWS keeps data of less than a minute for three hours; nothing here needs more. Source: CloudWatch concepts, retention. */
const KEEP_MS = 3 * 60 * 60 * 1000;
/** Above this many values an entry keeps evenly spaced ones, each standing for its neighbours. */
const MAX_VALUES = 2_000;
/** Older entries keep fewer values: percentiles of the distant past are coarser. */
const DETAIL_MS = 15 * 60 * 1000;
const COARSE_VALUES = 50;

/** One metric's samples in time order; bounded in age and in detail. */
export class Series {
  #entries: Entry[] = [];
  /** Entries before this position were made coarse. */
  #coarse = 0;
  lastAt = 0;

  add(at: number, aggregate: Aggregate): void {
    const entry = { ...aggregate, at, weighted: thin(aggregate.weighted, MAX_VALUES) };
    const last = this.#entries.at(-1);
    if (last?.at === at) join(last, aggregate);
    else if (!last || last.at < at) this.#entries.push(entry);
    else {
      const position = this.#firstFrom(at);
      this.#entries.splice(position, 0, entry);
      if (position < this.#coarse) this.#coarse++;
    }
    this.lastAt = Math.max(this.lastAt, at);
    this.#forget();
  }

  /** Samples with `from <= at < to`. */
  between(from: number, to: number): Aggregate | undefined {
    return combine(this.#entries.slice(this.#firstFrom(from), this.#firstFrom(to)));
  }

  #forget(): void {
    const coarseUntil = this.#firstFrom(this.lastAt - DETAIL_MS);
    for (; this.#coarse < coarseUntil; this.#coarse++) {
      const entry = this.#entries[this.#coarse];
      if (entry) entry.weighted = thin(entry.weighted, COARSE_VALUES);
    }
    const expired = this.#firstFrom(this.lastAt - KEEP_MS);
    if (expired < 500) return;
    this.#entries.splice(0, expired);
    this.#coarse = Math.max(0, this.#coarse - expired);
  }

  /** Position of the first entry at or after `at`. */
  #firstFrom(at: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.at ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** More samples of the same moment: what is measured a request at a time does not take an entry a request. */
function join(entry: Entry, more: Aggregate): void {
  entry.sampleCount += more.sampleCount;
  entry.sum += more.sum;
  entry.minimum = Math.min(entry.minimum, more.minimum);
  entry.maximum = Math.max(entry.maximum, more.maximum);
  entry.weighted = thin([...entry.weighted, ...more.weighted], MAX_VALUES);
}

/** Evenly spaced quantiles of what there is, each with the same share of the samples. */
function thin(weighted: Aggregate['weighted'], most: number): Aggregate['weighted'] {
  if (weighted.length <= most) return weighted;
  const sorted = weighted.toSorted((a, b) => a.value - b.value);
  const weight = sorted.reduce((sum, entry) => sum + entry.weight, 0) / most;
  const thinned: Aggregate['weighted'] = [];
  let seen = 0;
  for (const entry of sorted) {
    seen += entry.weight;
    while (thinned.length < most && (thinned.length + 0.5) * weight <= seen)
      thinned.push({ value: entry.value, weight });
  }
  return thinned;
}
