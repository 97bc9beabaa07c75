import { standardOutputFile } from './standard-output.ts';

/** How old a line may become before it is written. */
const WINDOW_MS = 100;

/** Docker's log driver takes 16 KiB at once (moby, daemon/logger/copier.go); more in one write has no advantage. */
const BATCH_CHARACTERS = 16 * 1024;

/** An error may be the last that a process tells; what came before belongs to it. */
const URGENT = /^\{"level":"(?:error|fatal)"/;

/**
 * Writes a line at once while lines are few, and many together while they are many: each write is a system call, which
 * costs more than making the line. Only a process that is killed outright (SIGKILL, out of memory) loses lines, those
 * of the last {@link WINDOW_MS}.
 */
export class BatchedLines {
  readonly #output: Output;
  #waiting = '';
  #window: NodeJS.Timeout | undefined;
  #ending = false;

  constructor(output: Output) {
    this.#output = output;
  }

  write(line: string): void {
    this.#waiting += line;
    if (this.#window === undefined) {
      this.#flush();
      this.#window = setTimeout(() => this.#endWindow(), WINDOW_MS).unref();
    } else if (this.#waiting.length >= BATCH_CHARACTERS || this.#ending || URGENT.test(line)) {
      this.#flush();
    }
  }

  /** Writes what waits; from now on nothing waits. */
  end(): void {
    this.#ending = true;
    this.#flush();
  }

  #flush(): void {
    const lines = this.#waiting;
    if (lines === '') return;
    this.#waiting = '';
    this.#output.write(lines);
  }

  /** While lines keep coming, one window follows the other. */
  #endWindow(): void {
    if (this.#waiting === '') {
      this.#window = undefined;
      return;
    }
    this.#flush();
    this.#window?.refresh();
  }
}

/**
 * The process's standard output, in batches; one for all who log. Nothing is lost when the process exits, by itself, by
 * `process.exit` or by an uncaught error.
 */
export function standardOutput(): BatchedLines {
  if (output === undefined) {
    const lines = new BatchedLines(standardOutputFile);
    process.on('exit', () => lines.end());
    output = lines;
  }
  return output;
}

let output: BatchedLines | undefined;

interface Output {
  write(text: string): unknown;
}
