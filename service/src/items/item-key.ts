/**
 * Longest key, in UTF-16 code units as JavaScript counts them: at most 300 bytes, where DynamoDB takes 2048 for a
 * partition key, and what Fastify's router takes for a path parameter (`maxParamLength`).
 */
const KEY_LENGTH = 100;

/**
 * What is wrong with a key; nothing, if it may be one. Continues "key ".
 *
 * Any Unicode text is a key, exactly as it is given: it is not normalized, so `é` as one character and as two are two
 * keys, as they are two paths. `.` and `..` are none, because clients resolve them away, even percent-encoded (URL
 * Standard, "double-dot URL path segment"), so such an item could be made but never asked for.
 */
export function keyProblem(key: unknown): string | undefined {
  if (key === undefined) return 'is missing';
  if (typeof key !== 'string') return 'must be a string';
  if (key === '') return 'must not be empty';
  if (key.length > KEY_LENGTH) return `must not be longer than ${KEY_LENGTH} characters (UTF-16 code units)`;
  if (!key.isWellFormed()) return 'must be Unicode text: half of a surrogate pair is none';
  if (/\p{Cc}/u.test(key)) return 'must not contain control characters';
  return key === '.' || key === '..' ? 'must not be . or .., which clients remove from a path' : undefined;
}

/**
 * The key that a path names: `/picus/a%2Fb` names `a/b`. Undefined when it names none, so nothing can be there.
 *
 * @param path percent-encoded, as it stands in the request line; a query after it is not looked at
 */
export function keyInPath(path: string): string | undefined {
  const segment = /^\/picus\/([^/?#]+)(?:\?|$)/.exec(path)?.[1];
  const key = segment === undefined ? undefined : decoded(segment);
  return keyProblem(key) === undefined ? key : undefined;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
