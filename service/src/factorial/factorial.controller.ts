import { Controller, Get, Inject, Query } from '@nestjs/common';
import { SERVICE_CONFIG } from '../config/config.module.ts';
import type { ServiceConfig } from '../config/service-config.ts';
import { Problem } from '../http/problem.ts';
import { FactorialsBusy } from './factorial-errors.ts';
import { parseFactorialNumber } from './factorial-number.ts';
import { Factorials } from './factorials.ts';

@Controller('api/v1/factorial')
export class FactorialController {
  constructor(
    private readonly factorials: Factorials,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  /**
   * `factorial` is a string of decimal digits for every number: a JSON number is exact only up to 2^53 in most
   * clients, and one type for all answers is easier to read than two.
   */
  @Get()
  async compute(@Query('number') value: unknown): Promise<{ number: number; factorial: string }> {
    const parsed = parseFactorialNumber(value, this.config.factorialMax);
    if (!parsed.ok) throw Problem.badRequest(parsed.detail);
    try {
      return { number: parsed.n, factorial: await this.factorials.digits(parsed.n) };
    } catch (error) {
      if (error instanceof FactorialsBusy) throw Problem.unavailable(error.message, 1);
      throw error;
    }
  }
}
