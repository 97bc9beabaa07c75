import type { IncomingMessage } from 'node:http';
import { fastify, LogController } from 'fastify';
import { factorial } from '../../../service/src/factorial/factorial.ts';
import { requestIdOf } from '../../../service/src/http/request-id.ts';
import { securityHeaders } from '../../../service/src/http/security-headers.ts';

// The yardstick: Fastify with nothing between it and the two endpoints, and an access line like the service's own.
// SAME_HEADERS=1 adds what the service's answers have besides: request ids and security headers.
const sameHeaders = process.env['SAME_HEADERS'] === '1';
const app = fastify({
  logger: { base: {}, formatters: { level: (label) => ({ level: label }) } },
  logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
  keepAliveTimeout: 65_000,
  ...(sameHeaders ? { genReqId: ({ headers }: IncomingMessage) => requestIdOf(headers) } : {}),
});
if (sameHeaders) {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).headers(securityHeaders(request.headers));
    done();
  });
}
app.addHook('onResponse', (request, reply, done) => {
  const path = request.url.split('?', 1)[0];
  const line = { method: request.method, path, status: reply.statusCode, durationMs: reply.elapsedTime };
  if (path?.startsWith('/health')) request.log.debug(line, 'request');
  else request.log.info(line, 'request');
  done();
});
app.get('/health/live', () => ({ status: 'UP', checks: {} }));
app.get<{ Querystring: { number: string } }>('/api/v1/factorial', ({ query }, reply) => {
  const number = Number(query.number);
  if (!Number.isInteger(number) || number < 0 || number > 2_000) return reply.code(400).send();
  return { number, factorial: factorial(number).toString() };
});
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
