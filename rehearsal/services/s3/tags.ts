import type { Tag } from '@aws-sdk/client-s3';
import { AwsError } from '../../kernel/aws-error.ts';

/** Tags as the header `x-amz-tagging` has them: a query string. Source: S3 API, PutObject. */
export const readTagging = (text: string): Record<string, string> =>
  readTags(
    [...new URLSearchParams(text)].map(([Key, Value]) => ({ Key, Value })),
    10,
  );

/** Throws InvalidTag, BadRequest. Source: S3 User Guide, "Categorizing your objects using tags". */
export function readTags(tags: readonly Tag[] = [], most = 50): Record<string, string> {
  if (tags.length > most) throw new AwsError('BadRequest', `Object tags cannot be greater than ${most}`);
  const read: Record<string, string> = {};
  for (const { Key = '', Value = '' } of tags) {
    if (Key === '' || Key.length > 128 || Value.length > 256)
      throw new AwsError('InvalidTag', 'The TagKey or the TagValue you have provided is invalid');
    if (Object.hasOwn(read, Key)) throw new AwsError('InvalidTag', 'Cannot provide multiple Tags with the same key');
    read[Key] = Value;
  }
  return read;
}

export const wireTags = (tags: Record<string, string>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
