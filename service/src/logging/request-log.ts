import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { readTraceRoot, TRACE_HEADER } from '../observability/trace-header.ts';

/**
 * Every line about a request names the request, and its trace as the load balancer's access log does.
 * The logger that adds them is made when it is first used: most requests have no line but the access log's.
 */
export function addRequestLogs(fastify: FastifyInstance): void {
  fastify.setChildLoggerFactory(
    (logger, bindings, options, { headers }) =>
      new LoggerOnFirstUse(() => logger.child({ ...bindings, ...traceIdOf(headers) }, options)),
  );
}

/** Undefined is left out of a line. */
export const traceIdOf = (headers: IncomingHttpHeaders): { traceId: string | undefined } => ({
  traceId: readTraceRoot(headers[TRACE_HEADER]),
});

type Line = Parameters<FastifyBaseLogger['info']>;

class LoggerOnFirstUse {
  readonly #make: () => FastifyBaseLogger;
  #made: FastifyBaseLogger | undefined;

  constructor(make: () => FastifyBaseLogger) {
    this.#make = make;
  }

  get #logger(): FastifyBaseLogger {
    return (this.#made ??= this.#make());
  }

  get level(): string {
    return this.#logger.level;
  }

  child(...options: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.#logger.child(...options);
  }

  fatal(...line: Line): void {
    this.#logger.fatal(...line);
  }

  error(...line: Line): void {
    this.#logger.error(...line);
  }

  warn(...line: Line): void {
    this.#logger.warn(...line);
  }

  info(...line: Line): void {
    this.#logger.info(...line);
  }

  debug(...line: Line): void {
    this.#logger.debug(...line);
  }

  trace(...line: Line): void {
    this.#logger.trace(...line);
  }

  silent(...line: Line): void {
    this.#logger.silent(...line);
  }
}
