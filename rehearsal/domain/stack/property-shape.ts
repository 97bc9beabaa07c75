/**
 * Which parts of a property a resource provider honours. Values are not checked here (they may still be intrinsics);
 * names are.
 * - `'value'`: a scalar, or a list of scalars
 * - `'opaque'`: any document, taken whole (policies, custom resources' properties)
 * - `{ struct }`: exactly these keys
 * - `{ list }`: a list of that shape
 * - `{ map }`: free keys, values of that shape
 */
export type PropertyShape =
  'value' | 'opaque' | { struct: Record<string, PropertyShape> } | { list: PropertyShape } | { map: PropertyShape };

export const struct = (members: Record<string, PropertyShape>): PropertyShape => ({ struct: members });
export const list = (of: PropertyShape): PropertyShape => ({ list: of });
export const map = (of: PropertyShape): PropertyShape => ({ map: of });
/** `[{Key, Value}]`, as most types write tags. */
export const tags: PropertyShape = list(struct({ Key: 'value', Value: 'value' }));
