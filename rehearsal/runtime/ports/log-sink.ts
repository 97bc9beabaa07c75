import type { Scope } from '../../kernel/scope.ts';

export interface LogLine {
  /** Epoch milliseconds. */
  at: number;
  message: string;
}

/** CloudWatch Logs as tasks and functions write it. Streams are made when needed; groups too (Lambda's). */
export interface LogSink {
  append(scope: Scope, group: string, stream: string, lines: LogLine[]): void;
}
