/** What is wrong with an AppSpec. AWS's own texts for most of it are unknown. */
export class AppSpecProblem extends Error {
  override readonly name = 'AppSpecProblem';
}

type Section<K extends string> = Partial<Record<K, unknown>>;

/** A map's values under their proper keys, which are matched without case. */
export function section<K extends string>(value: unknown, what: string, keys: readonly K[]): Section<K> {
  if (!isMap(value)) throw new AppSpecProblem(`${what} must be a map with ${keys.join(', ')}.`);
  const found: Section<K> = {};
  for (const [written, content] of Object.entries(value)) {
    const key = keys.find((name) => name.toLowerCase() === written.toLowerCase());
    if (!key) throw new AppSpecProblem(`${what} has an unknown key: ${written}. Known are ${keys.join(', ')}.`);
    if (key in found) throw new AppSpecProblem(`${what} has ${key} twice.`);
    found[key] = content;
  }
  return found;
}

/** `Hooks`: which function runs in which of the platform's events. */
export function readHooks<E extends string>(value: unknown, events: readonly E[]): Partial<Record<E, string>> {
  if (!isGiven(value)) return {};
  if (!Array.isArray(value)) throw new AppSpecProblem('Hooks must be a list of maps with one event each.');
  const hooks: Partial<Record<E, string>> = {};
  for (const entry of value as unknown[]) {
    const [pair, ...more] = isMap(entry) ? Object.entries(entry) : [];
    if (!pair || more.length > 0) throw new AppSpecProblem('Hooks must be a list of maps with one event each.');
    const event = events.find((name) => name.toLowerCase() === pair[0].toLowerCase());
    if (!event) {
      throw new AppSpecProblem(`Hooks: ${pair[0]} is no event with a hook; those are ${events.join(', ')}.`);
    }
    if (hooks[event] !== undefined) throw new AppSpecProblem(`Hooks: ${event} is named twice.`);
    hooks[event] = text(pair[1], `Hooks.${event}`);
  }
  return hooks;
}

export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw new AppSpecProblem(`${what} must be a text.`);
  return value;
}
