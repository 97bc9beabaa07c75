import { emfLine } from '../observability/emf.ts';
import type { FunctionConfig } from './function-config.ts';

/** Lines as the service's log has them: one JSON object each, and metrics between them. */
export interface FunctionLog {
  write(level: keyof typeof SEVERITY, msg: string, fields: Readonly<Record<string, unknown>>): void;
  /** One more unexpected error. */
  countServerError(): void;
}

const SEVERITY = { trace: 0, debug: 1, info: 2, warn: 3, error: 4, fatal: 5, silent: 6 };

/** @param writeLine takes a line without its end */
export function functionLog(config: FunctionConfig, writeLine: (line: string) => void = toStdout): FunctionLog {
  const base = config.release === undefined ? {} : { release: config.release };
  return {
    write(level, msg, fields) {
      if (SEVERITY[level] < SEVERITY[config.logLevel]) return;
      writeLine(JSON.stringify({ level, time: new Date().toISOString(), ...base, ...withErrors(fields), msg }));
    },
    countServerError() {
      writeLine(
        emfLine({
          namespace: config.metricsNamespace,
          dimensions: { FunctionName: config.functionName, ExecutedVersion: config.functionVersion },
          metrics: [{ name: 'ServerErrors', unit: 'Count', value: 1 }],
          at: Date.now(),
        }),
      );
    },
  };
}

/** Not by `console`, to whose lines Lambda adds time, request id and level in front. */
const toStdout = (line: string): void => void process.stdout.write(`${line}\n`);

/** `JSON.stringify` shows nothing of errors. */
const withErrors = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? plain(value) : value]),
  );

const plain = ({ name, message, stack, cause }: Error): Record<string, unknown> => ({
  type: name,
  message,
  stack,
  ...(cause instanceof Error ? { cause: plain(cause) } : {}),
});
