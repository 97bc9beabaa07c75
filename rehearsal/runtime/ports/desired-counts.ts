import type { Scope } from '../../kernel/scope.ts';
import type { ServiceRef } from './task-sets.ts';

/** How many tasks services shall run: what scaling reads and sets. */
export interface DesiredCounts {
  /** Undefined when there is no such active service. `running`: tasks of the primary task set. */
  read(scope: Scope, service: ServiceRef): { desired: number; running: number } | undefined;
  /** As UpdateService does. Throws what it answers. */
  set(scope: Scope, service: ServiceRef, desired: number): void;
}
