import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { FactorialPool } from '../factorial/factorial-pool.ts';
import { ItemsHealth } from '../items/items-health.ts';
import { Drain } from '../lifecycle/drain.ts';
import { Sidecar } from '../sidecar/sidecar.ts';

/** What can make this instance unfit for traffic. Load is no such thing: a busy instance is a working one. */
@Injectable()
export class Checks {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly drain: Drain,
    private readonly pool: FactorialPool,
    private readonly itemsHealth: ItemsHealth,
    private readonly sidecar: Sidecar,
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

  /** The second container, where there is one: a task is fit for traffic when both are. */
  redirect(): HealthIndicatorResult {
    const known = this.sidecar.health();
    if (known === undefined) return {};
    const { status, ...details } = known;
    const indicator = this.indicators.check('redirect');
    return status === 'up' ? indicator.up(details) : indicator.down(details);
  }

  /** The table, where one is configured. */
  items(): HealthIndicatorResult {
    const known = this.itemsHealth.state();
    if (known === undefined) return {};
    const { status, ...details } = known;
    const indicator = this.indicators.check('items');
    return status === 'up' ? indicator.up(details) : indicator.down(details);
  }
}
