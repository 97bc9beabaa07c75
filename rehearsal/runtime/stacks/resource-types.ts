import { findType } from '../../domain/stack/check-template.ts';
import type { KnownTypes } from '../../domain/stack/known-properties.ts';
import type { RecordedType, ResourceContext, ResourceProvider, ResourceState } from '../ports/resource-provider.ts';

/** Which types run, which are only remembered, and which properties AWS knows. */
export interface ResourceTypes {
  /** `never`: a provider of any properties fits; what it gets has passed the check of its own shapes. */
  providers: readonly ResourceProvider<never>[];
  recorded: readonly RecordedType[];
  known: KnownTypes;
}

/** The provider of a type that passed the check. A recorded type is a provider that only remembers. */
export function providerOf(types: ResourceTypes, type: string): ResourceProvider {
  const provider = findType(types.providers, type);
  if (provider) return provider as unknown as ResourceProvider;
  const recorded = findType(types.recorded, type);
  if (!recorded) throw new Error(`The rehearsal does not support the resource type ${type}.`);
  return {
    type,
    properties: { '*': 'opaque' },
    replaceOn: [],
    create: (properties, context) => Promise.resolve(recorded.describe(properties, context)),
    update: (state, properties, _previous, context) =>
      Promise.resolve(keepIdentity(state, recorded, properties, context)),
    delete: () => Promise.resolve(),
  };
}

/** What is remembered changes; ids and attributes that others refer to do not. */
function keepIdentity(
  state: ResourceState,
  recorded: RecordedType,
  properties: Record<string, unknown>,
  context: ResourceContext,
): ResourceState {
  const described = recorded.describe(properties, context);
  return { physicalId: state.physicalId, attributes: { ...described.attributes, ...state.attributes } };
}
