import type { Item } from './item.ts';
import { Problem } from '../http/problem.ts';

/**
 * One state of one item: its version, and when the item was made, because an item that is deleted and made again counts
 * its versions from 1 again.
 */
export type ItemTag = Pick<Item, 'version' | 'createdAt'>;

/** What `If-Match` or `If-None-Match` names: any state, or one of these; none of these, if they are not our tags. */
export type TagCondition = 'any' | readonly ItemTag[];

/** Entity tag (RFC 9110, section 8.8.3), such as `"3-1767225600000"`. */
export const entityTag = ({ version, createdAt }: ItemTag): string => `"${version}-${Date.parse(createdAt)}"`;

export const matches = (condition: TagCondition, item: ItemTag): boolean =>
  condition === 'any' || condition.some((tag) => entityTag(tag) === entityTag(item));

/**
 * RFC 9110, section 13.1.1: `*` or a list of tags. Weak tags never match. Throws {@link Problem} 400 for what is no
 * such list, or a long one: each tag becomes a part of DynamoDB's condition.
 */
export function parseIfMatch(header: string | undefined): TagCondition | undefined {
  return header === undefined ? undefined : conditionOf('If-Match', header, (weak) => !weak);
}

/** RFC 9110, section 13.1.2: compared weakly. */
export function parseIfNoneMatch(header: string | undefined): TagCondition | undefined {
  return header === undefined ? undefined : conditionOf('If-None-Match', header, () => true);
}

const MOST_TAGS = 10;
/** `etagc` of RFC 9110; header text is Latin-1 by the time it is here. */
const TAG = /^(W\/)?("[\x21\x23-\x7e\x80-\xff]*")$/;

function conditionOf(name: string, header: string, counts: (weak: boolean) => boolean): TagCondition {
  if (header.trim() === '*') return 'any';
  // None of our tags has a comma, so a foreign tag that has one fails as malformed: no harm.
  const tags = header.split(',').map((tag) => TAG.exec(tag.trim()));
  if (tags.length > MOST_TAGS || tags.includes(null)) {
    throw Problem.badRequest(
      `${name} must be * or at most ${MOST_TAGS} entity tags separated by commas, such as "3-1767225600000".`,
    );
  }
  return tags.flatMap((tag) => (tag && counts(tag[1] !== undefined) ? itemTags(tag[2] ?? '') : []));
}

function itemTags(tag: string): ItemTag[] {
  // 15 digits are exact numbers, and dates JavaScript knows.
  const [, version, created] = /^"([1-9]\d{0,14})-(\d{1,15})"$/.exec(tag) ?? [];
  if (version === undefined || created === undefined) return [];
  return [{ version: Number(version), createdAt: new Date(Number(created)).toISOString() }];
}
