import { Injectable } from '@nestjs/common';
import { FactorialPool } from './factorial-pool.ts';
import { factorial } from './factorial.ts';

/** Up to here (5,736 digits) the answer takes a fraction of a millisecond and is not worth a thread. */
const LARGEST_ON_EVENT_LOOP = 2_000;

@Injectable()
export class Factorials {
  constructor(private readonly pool: FactorialPool) {}

  /** Decimal digits of n!. */
  async digits(n: number): Promise<string> {
    return n <= LARGEST_ON_EVENT_LOOP ? factorial(n).toString() : this.pool.digits(n);
  }
}
