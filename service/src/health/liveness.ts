import type { FastifyInstance } from 'fastify';

const ALIVE = JSON.stringify({ status: 'UP', checks: {} });

/**
 * `GET /health/live`: 200 as long as the process can answer at all, draining too: for whoever would restart it. Beside Nest's
 * controllers, because it must depend on nothing, and because it is asked more often than everything else together.
 */
export function addLiveness(fastify: FastifyInstance): void {
  fastify.get('/health/live', (_request, reply) => reply.type('application/json; charset=utf-8').send(ALIVE));
}
