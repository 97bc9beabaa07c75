import { Problem } from '../http/problem.ts';
import { keyProblem } from './item-key.ts';
import { canonicalJson, isJsonObject, parseJson } from './item-value.ts';

/** Of a request to put an item; larger ones are not read. Leaves room for spaces and escapes around the value. */
export const BODY_BYTES = 128 * 1024;
/** Of a value as it is stored. DynamoDB's items have up to 400 KB, keys and names included. */
const VALUE_BYTES = 100 * 1024;
/** Of arrays and objects in a value. */
const VALUE_LEVELS = 32;

const MEMBERS = ['key', 'value'];

/**
 * Key and value of `{"key": …, "value": …}`, the value as {@link canonicalJson}.
 * Throws {@link Problem}: 400 with what is wrong, 413 for a value that is too large.
 */
export function parseItemBody(body: string): { key: string; value: string } {
  const members = parsed(body);
  if (!isJsonObject(members)) throw refused('it is something else');
  const unknown = Object.keys(members).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) throw refused(`${JSON.stringify(unknown.slice(0, 50))} is none of them`);
  const { key, value } = members;
  const problem = keyProblem(key);
  if (typeof key !== 'string' || problem !== undefined) throw refused(`key ${problem}`);
  if (value === undefined) throw refused('value is missing (null is a value)');
  const text = canonicalJson(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > VALUE_BYTES) {
    throw Problem.payloadTooLarge(`value has ${bytes} bytes as JSON without spaces; at most ${VALUE_BYTES} are kept.`);
  }
  return { key, value: text };
}

function parsed(body: string): unknown {
  if (body === '') throw refused('it is empty');
  try {
    return parseJson(body, 1 + VALUE_LEVELS);
  } catch (error) {
    if (error instanceof SyntaxError) throw refused(`it cannot be read: ${error.message.slice(0, 100)}`);
    throw error;
  }
}

const refused = (found: string): Problem =>
  Problem.badRequest(`The body must be a JSON object with the members key (a string) and value (any JSON); ${found}.`);
