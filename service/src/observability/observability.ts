import type { FastifyInstance } from 'fastify';
import type { LogStream } from '../logging/logger-options.ts';
import type { ObservabilityConfig } from './observability-config.ts';
import { addMetrics } from './metrics.ts';
import { addTracing } from './tracing.ts';

/** Metrics and traces, as far as the configuration wants them; before any route is registered. */
export function addObservability(
  fastify: FastifyInstance,
  { metrics, traces }: ObservabilityConfig,
  { version, release, lines }: { version: string; release: string | undefined; lines: LogStream },
): void {
  if (metrics !== undefined) {
    addMetrics(fastify, { ...metrics, release: release ?? version, lines });
  }
  if (traces !== undefined) {
    addTracing(fastify, { ...traces, service: { name: traces.service, version, release }, log: fastify.log });
  }
}
