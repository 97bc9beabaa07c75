import type { ResourceState } from '../ports/resource-provider.ts';

/** Thrown by a provider whose operation failed after something came to be: the rollback deletes or restores that. */
export class FailedResource extends Error {
  override readonly name = 'FailedResource';
  readonly state: ResourceState;

  constructor(message: string, state: ResourceState, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.state = state;
  }
}
