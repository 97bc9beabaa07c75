import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type ConnectionError, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { type LogStream, loggerOptions } from '../logging/logger-options.ts';
import type { ServiceConfig } from '../config/service-config.ts';
import { sendProblem } from './problem.filter.ts';
import { Problem, PROBLEM_TYPE } from './problem.ts';
import { requestIdOf } from './request-id.ts';

/** Longer than the load balancer's idle time-out (60 s), so that never both ends close a connection at once. */
const KEEP_ALIVE_MS = 65_000;
/** A request must have arrived completely within this time. */
const REQUEST_MS = 30_000;
/** No endpoint takes a body. */
const BODY_BYTES = 16 * 1024;

export function fastifyAdapter(config: ServiceConfig, logStream?: LogStream): FastifyAdapter {
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
  });
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
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, `A request must arrive within ${REQUEST_MS / 1000} seconds.`],
};
