/** What is asked in the background, and how patiently. Times in milliseconds. */
export interface BackgroundCheckOptions {
  /** As health shows it. */
  readonly name: string;
  /** Rejects when the dependency is not well; must give up when the signal aborts. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
  /** From the end of one probe to the next. */
  readonly intervalMs: number;
  /** The same while the state is down, so that the first success is not waited for; default `intervalMs`. */
  readonly retryMs?: number;
  /** A probe that takes longer has failed. */
  readonly timeoutMs: number;
  /** So many failures in a row turn up into down; one success turns down into up. */
  readonly failuresUntilDown: number;
  /** Called when up becomes down or down up; the error is for the log, not for clients. */
  readonly onChange?: (state: BackgroundCheckState, error?: unknown) => void;
}

/** Nothing secret: health may be read from outside. */
export type BackgroundCheckState =
  | { readonly status: 'up'; readonly failures: number }
  | { readonly status: 'down'; readonly failures: number; readonly message: string };

/**
 * Asks about a dependency beside the requests, so that health answers at once, from what is known.
 * Down until the first success; then a few failures in a row must happen before it is down again, because a dependency
 * that is slow for a moment is no reason to take an instance out of traffic.
 */
export class BackgroundCheck {
  readonly name: string;
  readonly #options: BackgroundCheckOptions;
  readonly #timers: Timers;
  #state: BackgroundCheckState = { status: 'down', failures: 0, message: 'not asked yet' };
  #run: AbortController | undefined;
  #cancelNext = (): void => {};

  constructor(options: BackgroundCheckOptions, timers: Timers = processTimers) {
    this.name = options.name;
    this.#options = options;
    this.#timers = timers;
  }

  /** Of a finished probe; a request never waits for one. */
  state(): BackgroundCheckState {
    return this.#state;
  }

  /** Asks at once, then at the interval. */
  start(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    void this.#ask(this.#run);
  }

  /** Gives up the probe under way; the state stays as it is. */
  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#cancelNext();
  }

  async #ask(run: AbortController): Promise<void> {
    const { intervalMs, retryMs = intervalMs } = this.#options;
    const result = await this.#probe(run.signal);
    if (run.signal.aborted) return;
    this.#take(result);
    this.#cancelNext = this.#timers.after(
      this.#state.status === 'up' ? intervalMs : retryMs,
      () => void this.#ask(run),
    );
  }

  /** Also ends when the probe ignores its signal, which aborts at the end in any case. */
  #probe(stopped: AbortSignal): Promise<Result> {
    const { probe, timeoutMs } = this.#options;
    const ended = new AbortController();
    return new Promise((resolve) => {
      const end = (result: Result): void => {
        cancelLimit();
        ended.abort();
        resolve(result);
      };
      const cancelLimit = this.#timers.after(timeoutMs, () => {
        const message = `no answer within ${timeoutMs} ms`;
        end({ error: new Error(message), message });
      });
      // Ends with this probe: the run has many.
      stopped.addEventListener('abort', () => end({ error: stopped.reason, message: 'stopped' }), ended);
      const probing = async (): Promise<void> => probe(ended.signal);
      probing().then(
        () => end('well'),
        (error: unknown) => end({ error, message: kindOf(error) }),
      );
    });
  }

  #take(result: Result): void {
    const before = this.#state;
    if (result === 'well') {
      this.#state = { status: 'up', failures: 0 };
      if (before.status === 'down') this.#options.onChange?.(this.#state);
      return;
    }
    const failures = before.failures + 1;
    if (before.status === 'up' && failures < this.#options.failuresUntilDown) {
      this.#state = { status: 'up', failures };
      return;
    }
    this.#state = { status: 'down', failures, message: result.message };
    if (before.status === 'up') this.#options.onChange?.(this.#state, result.error);
  }
}

type Result = 'well' | { readonly error: unknown; readonly message: string };

/** The process's timers, or a test's. */
export interface Timers {
  /** Calls once, after so many milliseconds; the result takes it back. */
  after(milliseconds: number, call: () => void): () => void;
}

/** They keep no process alive. */
const processTimers: Timers = {
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** A word for clients, such as `ECONNREFUSED` or `ResourceNotFoundException`: messages may hold addresses and names. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
