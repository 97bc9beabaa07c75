import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { FactorialPool } from '../factorial/factorial-pool.ts';
import { Drain } from '../lifecycle/drain.ts';

/** What can make this instance unfit for traffic. Load is no such thing: a busy instance is a working one. */
@Injectable()
export class Checks {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly drain: Drain,
    private readonly pool: FactorialPool,
  ) {}

  traffic(): HealthIndicatorResult {
    const indicator = this.indicators.check('traffic');
    return this.drain.draining ? indicator.down({ state: 'draining' }) : indicator.up({ state: 'accepting' });
  }

  factorialThreads(): HealthIndicatorResult {
    const { healthy, ...load } = this.pool.state();
    const indicator = this.indicators.check('factorialThreads');
    return healthy ? indicator.up(load) : indicator.down({ ...load, message: 'the last thread ended with an error' });
  }
}
