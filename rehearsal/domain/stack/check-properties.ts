import { intrinsicOf } from './intrinsics.ts';
import { membersOf, type KnownShape, type KnownType } from './known-properties.ts';
import type { PropertyShape } from './property-shape.ts';
import { isDocument } from './template.ts';

export interface PropertyFinding {
  /** Below Properties, with `/`. */
  path: string;
  /** `unknown`: AWS has no such property. `unimplemented`: AWS has it, the provider does not honour it. */
  problem: 'unknown' | 'unimplemented' | 'structure';
  /** For `structure`. */
  expected?: string;
}

/** The name that stands for every other property of a type whose properties are free (custom resources). */
const ANY_OTHER = '*';

/**
 * Compares the names in a resource's properties with those its provider honours. Where a value is an intrinsic function its
 * result is not known yet: only the branches of `Fn::If` are looked into.
 */
export function checkProperties(
  properties: Record<string, unknown>,
  honoured: Readonly<Record<string, PropertyShape>>,
  known: KnownType | undefined,
): PropertyFinding[] {
  return checkMembers(properties, honoured, known?.properties, known, '');
}

function checkMembers(
  value: Record<string, unknown>,
  honoured: Readonly<Record<string, PropertyShape>>,
  known: Record<string, KnownShape> | undefined,
  type: KnownType | undefined,
  at: string,
): PropertyFinding[] {
  return Object.entries(value).flatMap(([name, member]): PropertyFinding[] => {
    const path = at === '' ? name : `${at}/${name}`;
    const shape = Object.hasOwn(honoured, name) ? honoured[name] : honoured[ANY_OTHER];
    if (shape !== undefined) return checkValue(member, shape, known?.[name], type, path);
    return [{ path, problem: known && !Object.hasOwn(known, name) ? 'unknown' : 'unimplemented' }];
  });
}

function checkValue(
  value: unknown,
  shape: PropertyShape,
  known: KnownShape | undefined,
  type: KnownType | undefined,
  path: string,
): PropertyFinding[] {
  if (shape === 'opaque') return [];
  if (isDocument(value)) {
    const intrinsic = intrinsicOf(value);
    if (intrinsic) return branches(intrinsic).flatMap((branch) => checkValue(branch, shape, known, type, path));
  }
  if (shape === 'value') return checkScalar(value, known, type, path);
  if ('list' in shape) {
    if (!Array.isArray(value)) return [{ path, problem: 'structure', expected: 'a list' }];
    const item = typeof known === 'object' && 'list' in known ? known.list : undefined;
    return value.flatMap((element, index) => checkValue(element, shape.list, item, type, `${path}/${index}`));
  }
  if (!isDocument(value)) return [{ path, problem: 'structure', expected: 'an object' }];
  if ('map' in shape) {
    const item = typeof known === 'object' && 'map' in known ? known.map : undefined;
    return Object.entries(value).flatMap(([key, element]) =>
      checkValue(element, shape.map, item, type, `${path}/${key}`),
    );
  }
  return checkMembers(value, shape.struct, type && known && membersOf(known, type), type, path);
}

/** A provider that says `value` honours no members: an object there names what it would not honour. */
function checkScalar(
  value: unknown,
  known: KnownShape | undefined,
  type: KnownType | undefined,
  path: string,
): PropertyFinding[] {
  if (Array.isArray(value)) {
    const item = typeof known === 'object' && 'list' in known ? known.list : undefined;
    return value.flatMap((element, index) => checkValue(element, 'value', item, type, `${path}/${index}`));
  }
  if (!isDocument(value)) return [];
  return checkMembers(value, {}, type && known && membersOf(known, type), type, path);
}

function branches({ name, argument }: { name: string; argument: unknown }): unknown[] {
  return name === 'Fn::If' && Array.isArray(argument) ? (argument as unknown[]).slice(1) : [];
}
