import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type ConnectionError, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { type LogStream, loggerOptions } from '../logging/logger-options.ts';
import type { ProcessConfig } from '../config/process-config.ts';
import { sendProblem } from './problem.filter.ts';
import { Problem, PROBLEM_TYPE } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Longer than the load balancer's idle time-out (60 s), so that never both ends close a connection at once. */
const KEEP_ALIVE_MS = 65_000;
/** A request must have arrived completely within this time. */
const REQUEST_MS = 30_000;
/** For requests that say nothing of their own (json-bodies.ts). */
const BODY_BYTES = 16 * 1024;

export function fastifyAdapter(config: ProcessConfig, logStream?: LogStream): FastifyAdapter {
  return new FastifyAdapter({
    logger: loggerOptions(config, logStream),
    // The access log has one line a request (logging/access-log.ts), Fastify's own would have two.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    requestIdHeader: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    bodyLimit: BODY_BYTES,
    // The drain decides when requests end (lifecycle/drain.ts): whatever still arrives is served.
    forceCloseConnections: false,
    return503OnClosing: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => sendProblem(error, request, reply),
    clientErrorHandler: answerUnparsable,
    schemaController: { compilersFactory: { buildValidator: refuseSchemas, buildSerializer: refuseSchemas } },
  });
}

/** Fastify would load its schema compilers at every start, and no route has a schema: requests are read by hand. */
function refuseSchemas(): never {
  throw new Error('Routes have no schemas here: their compilers are not part of the bundle.');
}

/** What Node could not parse as HTTP never becomes a request, so the answer is written by hand. */
function answerUnparsable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = CLIENT_ERRORS[error.code] ?? [400, 'This is not an HTTP request.'];
  const requestId = randomUUID();
  const body = JSON.stringify(Problem.framework(status, detail).body(requestId));
  const headers = {
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    ...SECURITY_HEADERS,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, `A request must arrive within ${REQUEST_MS / 1000} seconds.`],
};
