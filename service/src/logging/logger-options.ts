import type { FastifyLoggerOptions } from 'fastify';
import type { ProcessConfig } from '../config/process-config.ts';
import { standardOutput } from './batched-lines.ts';
import { timestamp } from './timestamp.ts';

/** Where log lines go instead of the standard output; tests listen here. */
export interface LogStream {
  write(line: string): void;
}

/** One JSON object a line: level by name, time in ISO 8601, and the release where a label is set. */
export function loggerOptions(config: ProcessConfig, stream?: LogStream): FastifyLoggerOptions & PinoOptions {
  return {
    level: config.logLevel,
    base: config.release === undefined ? {} : { release: config.release },
    timestamp: () => timestamp(),
    formatters: { level: (label) => ({ level: label }) },
    // Pino's own default writes asynchronously and loses what is under way when the process exits.
    stream: stream ?? standardOutput(),
  };
}

/** The part of pino's options we use; Fastify passes them through but types its own only. */
interface PinoOptions {
  base: Record<string, string>;
  timestamp: () => string;
  formatters: { level(label: string): object };
}
