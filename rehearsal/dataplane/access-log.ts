import type { AccessRecord } from '../runtime/ports/traffic-router.ts';

const BATCH = 256;
const MAX_DELAY_MS = 100;

/** Gathers access records and hands them on in batches. */
export class AccessLog {
  #records: AccessRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #deliver: (records: AccessRecord[]) => void;

  constructor(deliver: (records: AccessRecord[]) => void) {
    this.#deliver = deliver;
  }

  add(record: AccessRecord): void {
    this.#records.push(record);
    if (this.#records.length >= BATCH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), MAX_DELAY_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#records.length === 0) return;
    const records = this.#records;
    this.#records = [];
    this.#deliver(records);
  }
}
