import type { FastifyLoggerOptions } from 'fastify';
import type { ServiceConfig } from '../config/service-config.ts';

/** Where log lines go instead of the standard output; tests listen here. */
export interface LogStream {
  write(line: string): void;
}

/** One JSON object a line: level by name, time in ISO 8601, and the release where a label is set. */
export function loggerOptions(config: ServiceConfig, stream?: LogStream): FastifyLoggerOptions & PinoOptions {
  return {
    level: config.logLevel,
    base: config.release === undefined ? {} : { release: config.release },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    // Synchronous for files, pipes and sockets on POSIX (Node, "A note on process I/O"); pino's own default writes
    // asynchronously and loses what is under way when the process exits.
    stream: stream ?? process.stdout,
  };
}

/** The part of pino's options we use; Fastify passes them through but types its own only. */
interface PinoOptions {
  base: Record<string, string>;
  timestamp: () => string;
  formatters: { level(label: string): object };
}
