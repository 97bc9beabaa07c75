import type { ItemTag, TagCondition } from './item-tag.ts';

/** Attributes by their names in expressions; some are DynamoDB's reserved words (`value`, `key`). */
export const NAMES = {
  '#key': 'key',
  '#value': 'value',
  '#version': 'version',
  '#createdAt': 'createdAt',
  '#updatedAt': 'updatedAt',
} as const;

interface Expression {
  readonly expression: string;
  /** DynamoDB refuses names and values that the expression does not use. */
  readonly names: Record<string, string>;
  readonly values: Record<string, string | number> | undefined;
}

/** There is an item, in one of these states. */
export function conditionOf(condition: TagCondition): Expression {
  const exists = 'attribute_exists(#key)';
  if (condition === 'any') return { expression: exists, names: { '#key': NAMES['#key'] }, values: undefined };
  const tags = condition.length === 0 ? [NO_STATE] : condition;
  return {
    expression: `(${tags.map((_tag, at) => `#version = :version${at} AND #createdAt = :createdAt${at}`).join(' OR ')})`,
    names: { '#version': NAMES['#version'], '#createdAt': NAMES['#createdAt'] },
    values: Object.fromEntries(
      tags.flatMap(({ version, createdAt }, at) => [
        [`:version${at}`, version],
        [`:createdAt${at}`, createdAt],
      ]),
    ),
  };
}

/** Versions begin at 1. The condition fails, and the failure says whether there is an item at all. */
const NO_STATE: ItemTag = { version: 0, createdAt: 'never' };
