import { invalidTagParameter, tooManyTags } from './errors.ts';
import type { Repository } from './repository.ts';

type Tags = Repository['tags'];

/** Source: ECR user guide, "Tagging a private repository": restrictions. */
const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** New values replace those of the same key. Throws InvalidTagParameterException and TooManyTagsException. */
export function withTags(tags: Tags, added: Tags): Tags {
  for (const { key, value } of added)
    if (key === '' || key.length > LONGEST_KEY || value.length > LONGEST_VALUE || key.toLowerCase().startsWith('aws:'))
      throw invalidTagParameter(`The tag '${key}' is not valid.`);
  const keys = new Set(added.map(({ key }) => key));
  const merged = [...tags.filter(({ key }) => !keys.has(key)), ...added];
  if (merged.length > MOST_TAGS) throw tooManyTags();
  return merged;
}
