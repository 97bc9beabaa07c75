/**
 * Parses JSON without losing anything: numbers keep the digits they are written with, and `__proto__` is a member
 * like any other. Throws SyntaxError, also for what is nested deeper than so many levels of arrays and objects.
 */
export function parseJson(text: string, levels: number): unknown {
  // JSON.parse itself does not recurse, but its reviver does, and so do readers.
  if (depthOf(text) > levels) throw new SyntaxError(`it is nested deeper than ${levels} levels`);
  return (JSON.parse as ParseWithSource)(text, (_name, value, { source }) =>
    typeof value === 'number' ? new NumberText(source ?? String(value)) : value,
  );
}

/**
 * The one text of a parsed value: no spaces, members of objects in order of their names, strings escaped only where
 * they must be, numbers as they were written. Two requests carry the same value if these texts are the same, so `1` and
 * `1.0` differ.
 *
 * Values are stored as this text rather than as DynamoDB's maps and numbers: those hold 38 digits and exponents up to
 * 125, count each level of nesting against 32, and leave no room for `1e400` or `-0`; and equality of texts is a
 * condition DynamoDB can check. Nothing is searched by value.
 */
export function canonicalJson(value: unknown): string {
  if (value instanceof NumberText) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/** Whether a parsed value is an object, and not a number kept as text. */
export const isJsonObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);

/** A number in the digits it was written with. */
class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** ECMAScript proposal "JSON.parse source text access", in V8; TypeScript's library does not know it yet. */
type ParseWithSource = (
  text: string,
  reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/** How deep brackets are nested; of text that is not JSON, some number. One pass, whatever the text. */
function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') inString = !inString;
    else if (inString) at += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}
