/** What is wrong with a buildspec. AWS's own texts for most of it are unknown; these are ours. */
export class BuildspecProblem extends Error {
  override readonly name = 'BuildspecProblem';
}

/** A map whose keys must all be known; undefined for a key without a value. */
export function section<K extends string>(
  value: unknown,
  what: string,
  keys: readonly K[],
): Partial<Record<K, unknown>> {
  const map = mapOf(value, what);
  const unknown = Object.keys(map).find((key) => !(keys as readonly string[]).includes(key));
  if (unknown !== undefined)
    throw new BuildspecProblem(`${what} has an unknown key: ${unknown}. Known are ${keys.join(', ')}.`);
  return map as Partial<Record<K, unknown>>;
}

export function mapOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BuildspecProblem(`${what} must be a map.`);
  return Object.fromEntries(
    Object.entries(value).map(([key, content]): [string, unknown] => [key, content === null ? undefined : content]),
  );
}

/** Values that are texts, or numbers and booleans that YAML made of them. */
export function textMap(value: unknown, what: string): Record<string, string> {
  if (value === undefined) return {};
  return Object.fromEntries(
    Object.entries(mapOf(value, what)).map(([key, content]) => [key, scalar(content, `${what}.${key}`)]),
  );
}

/** A list, or nothing. One text alone counts as a list of it. */
export function textList(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) throw new BuildspecProblem(`${what} must be a list of texts.`);
  return (value as unknown[]).map((each, index) => {
    // Source: the text of a real build's log.
    if (typeof each === 'object' && each !== null)
      throw new BuildspecProblem(`Expected ${what}[${index}] to be of string type: found subkeys instead.`);
    return scalar(each, `${what}[${index}]`);
  });
}

export function scalar(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new BuildspecProblem(`${what} must be a text.`);
}

/** `yes` and `no`, which YAML 1.1 reads as booleans. Missing is no. */
export function yesOrNo(value: unknown, what: string): boolean {
  if (value === undefined || value === 'no' || value === false || value === 'false') return false;
  if (value === 'yes' || value === true || value === 'true') return true;
  throw new BuildspecProblem(`${what} must be yes or no.`);
}

/** For what CodeBuild does and the rehearsal does not. */
export function refuse(value: unknown, what: string): void {
  if (value !== undefined) throw new BuildspecProblem(`The rehearsal does not implement ${what}.`);
}
