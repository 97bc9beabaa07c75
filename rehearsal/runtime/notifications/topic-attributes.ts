import { invalidParameter, notRehearsed } from './errors.ts';
import { checkPolicy } from './topic-policy.ts';
import type { TopicAttributes } from './topic.ts';

const KEPT = [
  'DisplayName',
  'Policy',
  'KmsMasterKeyId',
  'DeliveryPolicy',
  'SignatureVersion',
  'TracingConfig',
] as const;

/** Attributes with changes on top; an empty text takes one away. Throws InvalidParameter. Source: SetTopicAttributes. */
export function mergedAttributes(current: TopicAttributes, changes: Readonly<Record<string, string>>): TopicAttributes {
  const merged = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    if ((name === 'FifoTopic' || name === 'ContentBasedDeduplication') && value === 'false') continue;
    const known = KEPT.find((candidate) => candidate === name);
    if (!known) throw notRehearsed(`the topic attribute ${name}`);
    if (value === '') {
      delete merged[known];
      continue;
    }
    if (known === 'Policy') checkPolicy(value);
    if (known === 'DisplayName' && value.length > 100)
      throw invalidParameter('DisplayName Reason: must not be longer than 100');
    merged[known] = value;
  }
  return merged;
}
