import type { FastifyRequest } from 'fastify';

/**
 * Whether the load balancer asks for itself: every few seconds, from every zone, for every target. Its own metrics
 * leave these out too. Source: Elastic Load Balancing user guide, "Health checks for target groups": the agent is
 * `ELB-HealthChecker/2.0`.
 */
export const isHealthCheck = ({ headers }: FastifyRequest): boolean =>
  headers['user-agent']?.startsWith('ELB-HealthChecker/') ?? false;
