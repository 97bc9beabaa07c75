import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, PROBLEM_TYPE } from './problem.ts';
import { securityHeaders } from './security-headers.ts';

/** The one place where errors become answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error, request);
  if (problem.status === 500) request.log.error({ err: error }, 'unexpected error');
  // The answer has begun: it can only be cut short, which the client sees as an error.
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  void reply
    .code(problem.status)
    // Again: Fastify answers some faults without its hooks, and a handler that failed may have had its answer cached.
    .headers(securityHeaders(request.headers))
    .headers(problem.headers)
    .header('x-request-id', request.id)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem.body(request.id)));
}

function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  // A 5xx without a Problem is unforeseen, whoever threw it.
  if (status < 400 || status >= 500) return Problem.internal();
  return Problem.framework(status, DETAILS[status]?.(request) ?? (error as Error).message);
}

/** Where Fastify's own message does not say what is allowed. */
const DETAILS: Readonly<Record<number, (request: FastifyRequest) => string>> = {
  413: ({ routeOptions }) =>
    `The body may have at most ${routeOptions.config.bodyLimit ?? routeOptions.bodyLimit} bytes.`,
  415: () => 'A body must be application/json.',
};

function statusOf(error: unknown): number {
  // Nest makes its own of most of Fastify's errors.
  if (error instanceof HttpException) return error.getStatus();
  // Fastify's own errors carry a code FST_… and the status they stand for.
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('FST_') && 'statusCode' in error) {
    return Number(error.statusCode);
  }
  return 500;
}
