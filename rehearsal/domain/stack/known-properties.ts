/** Shapes of a type's properties as AWS documents them, whether or not the rehearsal honours them. */
export type KnownShape = 'value' | 'opaque' | { list: KnownShape } | { map: KnownShape } | { definition: string };

export interface KnownType {
  properties: Record<string, KnownShape>;
  definitions: Record<string, Record<string, KnownShape>>;
}

/** By type, for example `AWS::ECS::Service`. */
export type KnownTypes = Readonly<Record<string, KnownType>>;

/** The members of a shape that has named members. */
export function membersOf(shape: KnownShape, type: KnownType): Record<string, KnownShape> | undefined {
  return typeof shape === 'object' && 'definition' in shape ? (type.definitions[shape.definition] ?? {}) : undefined;
}
