import { invalidInput, invalidParameter } from './errors.ts';
import type { SecretContent } from './secret.ts';

/** Source: API reference, CreateSecret: SecretString and SecretBinary. */
const MAX_BYTES = 65_536;

export function checkName(name: string): void {
  if (!/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name))
    throw invalidInput(
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
}

/** Source: API reference, CreateSecret, ClientRequestToken: length constraints. */
export function checkToken(token: string): void {
  if (token.length < 32 || token.length > 64)
    throw invalidParameter('ClientRequestToken must be 32-64 characters long.');
}

export function checkContent(content: SecretContent): void {
  const size = 'text' in content ? Buffer.byteLength(content.text) : content.bytes.byteLength;
  if (size > MAX_BYTES)
    throw invalidInput(
      `1 validation error detected: Value at '${'text' in content ? 'secretString' : 'secretBinary'}' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BYTES}`,
    );
}

/** Idempotency compares values. */
export function same(a: SecretContent | undefined, b: SecretContent | undefined): boolean {
  if (!a || !b) return a === b;
  if ('text' in a) return 'text' in b && a.text === b.text;
  return 'bytes' in b && Buffer.from(a.bytes).equals(b.bytes);
}

/** A policy is a JSON object; what it says is not read. */
export function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
