import { invalidParameter } from './errors.ts';
import type { TopicMessage } from './topic.ts';

/** Source: Publish: at most 256 KiB of text, subjects of at most 100 characters without line breaks. */
export function checkMessage({ subject, texts }: TopicMessage): void {
  if (texts.default === '') throw invalidParameter('Empty message');
  if (Object.values(texts).some((text) => Buffer.byteLength(text) > 262_144))
    throw invalidParameter('Message too long');
  if (subject !== undefined && (subject.length === 0 || subject.length > 100 || /[\r\n]/.test(subject)))
    throw invalidParameter('Subject');
}

/** A text for every protocol, from JSON that must have one for `default`. Source: Publish, MessageStructure. */
export function structuredTexts(message: string): TopicMessage['texts'] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const texts = Object.entries(Object(parsed) as object).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const { default: fallback, ...rest } = Object.fromEntries(texts);
  if (fallback === undefined) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return { ...rest, default: fallback };
}
