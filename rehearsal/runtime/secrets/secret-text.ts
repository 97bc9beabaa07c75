import type { SecretContent } from './secret.ts';

/**
 * What a reference gets of a value: the whole text, or one key of its JSON object (a text as it is, anything else as JSON).
 * Throws an Error that never has the value in it. Source: ECS developer guide, "Pass Secrets Manager secrets through
 * environment variables", and the message that its agent writes.
 */
export function valueFor(content: SecretContent, jsonKey: string | undefined): string {
  if ('bytes' in content) throw new Error('the secret has a SecretBinary, and no SecretString to refer to');
  if (jsonKey === undefined) return content.text;
  const object = parsed(content.text);
  if (!object || !Object.hasOwn(object, jsonKey))
    throw new Error(`retrieved secret from Secrets Manager did not contain json key ${jsonKey}`);
  const value = object[jsonKey];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
