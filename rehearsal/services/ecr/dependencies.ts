import type { Clock } from '../../kernel/clock.ts';
import type { Repositories } from '../../runtime/repositories/repositories.ts';

export interface EcrDependencies {
  repositories: Repositories;
  clock: Clock;
}
