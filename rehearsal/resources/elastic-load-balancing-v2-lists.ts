import { initialAttributes, type AttributeOwner } from '../domain/target-group/attributes.ts';
import type { Tag } from '../runtime/load-balancing/tagging.ts';
import { ec2Tags, type TemplateTag } from './ec2-tags.ts';

export interface TemplateAttribute {
  Key: string;
  /** Templates may write numbers and booleans; the API has text. */
  Value: string | number | boolean;
}

export const elbAttributes = (attributes: TemplateAttribute[] | undefined): { key: string; value: string }[] =>
  (attributes ?? []).map(({ Key, Value }) => ({ key: Key, value: String(Value) }));

/** Attributes that a template no longer names go back to their defaults. */
export function removedAttributes(
  owner: AttributeOwner,
  before: TemplateAttribute[] | undefined,
  after: TemplateAttribute[] | undefined,
): { key: string; value: string }[] {
  const initial = initialAttributes(owner);
  const kept = new Set((after ?? []).map(({ Key }) => Key));
  return (before ?? [])
    .filter(({ Key }) => !kept.has(Key))
    .map(({ Key }) => ({ key: Key, value: initial.get(Key) ?? '' }));
}

export const elbTags = (own: TemplateTag[] | undefined, stackTags: Record<string, string>): Tag[] =>
  Object.entries(ec2Tags(own, stackTags)).map(([key, value]) => ({ key, value }));
