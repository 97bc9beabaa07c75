import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { HealthReport } from '../health/health-report.ts';
import { Drain } from '../lifecycle/drain.ts';
import { Version } from '../version/version.ts';

/** As terminus has it for the app. */
const UNCACHED = 'no-cache, no-store, must-revalidate';

/**
 * The redirect app's own health, in the words of the app's. It asks none of its targets: one of them is the app's
 * health, which asks here.
 */
@Controller('health')
export class RedirectHealthController {
  constructor(
    private readonly drain: Drain,
    private readonly version: Version,
  ) {}

  /** For monitors and people. 503 while draining. */
  @Get()
  @Header('cache-control', UNCACHED)
  report(@Res({ passthrough: true }) reply: FastifyReply): HealthReport & Record<string, unknown> {
    const { status, checks } = this.ready(reply);
    const { version, release } = this.version.facts;
    return { status, version, release, uptimeSeconds: Math.floor(process.uptime()), checks };
  }

  /** 200 as long as the process can answer at all, draining too. */
  @Get('live')
  @Header('cache-control', UNCACHED)
  live(): HealthReport {
    return { status: 'UP', checks: {} };
  }

  /** 503 while draining. */
  @Get('ready')
  @Header('cache-control', UNCACHED)
  ready(@Res({ passthrough: true }) reply: FastifyReply): HealthReport {
    if (!this.drain.draining) return { status: 'UP', checks: { traffic: { status: 'UP', state: 'accepting' } } };
    reply.code(503);
    return { status: 'DOWN', checks: { traffic: { status: 'DOWN', state: 'draining' } } };
  }
}
