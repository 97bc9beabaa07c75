/** Thrown at start; names every wrong variable with what it may be. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The service cannot start: its environment is wrong.\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** What a variable may be, and its value when it is that. */
export interface Kind<T> {
  /** Continues "NAME must be …". */
  readonly allowed: string;
  /** `undefined` when the text is not allowed. */
  parse(text: string): T | undefined;
}

/** Reads one variable; an empty one counts as absent: container definitions cannot unset one. */
export interface Reader {
  <T>(name: string, fallback: T, kind: Kind<T>): T;
  /** What only two variables together show to be wrong. */
  refuse(problem: string): void;
}

/**
 * Runs `read` over the environment; throws {@link ConfigError} with everything that is wrong.
 * Written by hand because a schema library would be a third of the cold start.
 */
export function readVariables<T>(env: Variables, read: (reader: Reader) => T): T {
  const problems: string[] = [];
  const variable = <V>(name: string, fallback: V, kind: Kind<V>): V => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = kind.parse(text);
    if (value !== undefined) return value;
    problems.push(`${name} must be ${kind.allowed}, but is ${JSON.stringify(text)}.`);
    return fallback;
  };
  const value = read(Object.assign(variable, { refuse: (problem: string) => void problems.push(problem) }));
  if (problems.length > 0) throw new ConfigError(problems);
  return value;
}

export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    allowed: `a whole number from ${min} to ${max}`,
    parse: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

export function oneOf<const T extends string>(values: readonly T[]): Kind<T> {
  return { allowed: `one of ${values.join(', ')}`, parse: (text) => values.find((value) => value === text) };
}

export function textOf(pattern: RegExp, allowed: string): Kind<string | undefined> {
  return { allowed, parse: (text) => (pattern.test(text) ? text : undefined) };
}

/** An absolute URL without user name, password or fragment. */
export function urlOf(...protocols: readonly ('http:' | 'https:')[]): Kind<string | undefined> {
  return {
    allowed: `an absolute ${protocols.map((protocol) => protocol.slice(0, -1)).join(' or ')} URL without user name and fragment`,
    parse: (text) => {
      const url = URL.parse(text);
      const isPlain = url !== null && url.username === '' && url.password === '' && url.hash === '';
      return isPlain && protocols.some((protocol) => protocol === url.protocol) ? text : undefined;
    },
  };
}
