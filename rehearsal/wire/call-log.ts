/** One API call as the gateway saw it. Names of inputs only, never their values: they may be secrets. */
export interface RecordedCall {
  /** Epoch milliseconds at which the reply was ready. */
  at: number;
  /** Real milliseconds from the whole request to the reply. */
  tookMs: number;
  requestId: string;
  /** The table's name, or what the request's signature names when no table has it. */
  service: string;
  /** Empty when the request named none. */
  operation: string;
  caller: string;
  account: string;
  region: string;
  userAgent: string;
  inputs: string[];
  status: number;
  /** The error's code as the client saw it. */
  error?: string;
}

/** The last calls in memory, and all of them to a writer. */
export class CallLog {
  readonly #calls: RecordedCall[] = [];
  readonly #keep: number;
  readonly #writeLine: ((line: string) => void) | undefined;

  /** `writeLine` gets one line of JSON a call, without its line end. */
  constructor(options: { keep?: number; writeLine?: (line: string) => void } = {}) {
    this.#keep = options.keep ?? 10_000;
    this.#writeLine = options.writeLine;
  }

  record(call: RecordedCall): void {
    this.#calls.push(call);
    // Half at a time, so that a long run does not move the array at every call.
    if (this.#calls.length > this.#keep * 1.5) this.#calls.splice(0, this.#calls.length - this.#keep);
    this.#writeLine?.(JSON.stringify(call));
  }

  /** Oldest first. */
  calls(): readonly RecordedCall[] {
    return this.#calls.slice(-this.#keep);
  }
}
