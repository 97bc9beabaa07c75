import type { Scope } from '../../kernel/scope.ts';
import type { LogLine } from './log-sink.ts';

/** Keeps log lines beyond the memory of the engine, for example in files under its state folder. */
export interface LogWriter {
  /** Must not throw: a full disk may not fail the task that writes. */
  write(scope: Scope, group: string, stream: string, lines: readonly LogLine[]): void;
}
