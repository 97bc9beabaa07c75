import { resourceTypesOf } from '../../../rehearsal/engine/resource-types.ts';
import type { ResourceTypes } from '../../../rehearsal/runtime/stacks/resource-types.ts';

type Parts = Parameters<typeof resourceTypesOf>[0];

/** Reads as anything, and does nothing: a provider is described by what it says, long before it is run. */
const nothing: unknown = new Proxy(() => {}, { get: () => nothing });

/** Every type of the engine, made without the parts that would run it: for tests of what is accepted and refused. */
export const allTypes: ResourceTypes = resourceTypesOf(nothing as Parts);
