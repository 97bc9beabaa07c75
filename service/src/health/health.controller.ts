import { Controller, Get, Res, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorFunction,
} from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Version } from '../version/version.ts';
import { Checks } from './checks.ts';
import { type HealthReport, healthReport } from './health-report.ts';

/** Swagger would be searched for, and loaded, when this module is. */
const UNCACHED = { noCache: true, swaggerDocumentation: false };

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly checks: Checks,
    private readonly version: Version,
  ) {}

  /** For the load balancer, monitors and people. 503 when a check fails, and while draining. */
  @Get()
  @HealthCheck(UNCACHED)
  async report(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport & Record<string, unknown>> {
    const report = await this.run(reply, [
      () => this.checks.traffic(),
      () => this.checks.factorialThreads(),
      () => this.checks.redirect(),
      () => this.checks.items(),
    ]);
    const { version, release } = this.version.facts;
    return {
      status: report.status,
      version,
      release,
      uptimeSeconds: Math.floor(process.uptime()),
      checks: report.checks,
    };
  }

  /** 503 while draining, and while the second container or the table does not answer: for whoever sends it requests. */
  @Get('ready')
  @HealthCheck(UNCACHED)
  ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return this.run(reply, [() => this.checks.traffic(), () => this.checks.redirect(), () => this.checks.items()]);
  }

  private async run(reply: FastifyReply, checks: HealthIndicatorFunction[]): Promise<HealthReport> {
    const report = healthReport(await this.result(checks));
    if (report.status === 'DOWN') reply.code(503);
    return report;
  }

  /** Terminus throws what it found when a check is down; that is an answer here, not an error. */
  private async result(checks: HealthIndicatorFunction[]): Promise<HealthCheckResult> {
    try {
      return await this.health.check(checks);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
}
