/** The service's configuration: environment variables, read once at start. */
export interface ServiceConfig {
  readonly host: string;
  /** 0 asks the system for a free port (tests). */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** How long a terminating process keeps serving while its health answers 503. */
  readonly drainSeconds: number;
  /** Label of this release, shown by `/version` and `/health`; told apart from the image's own facts. */
  readonly release: string | undefined;
  /** Largest number whose factorial is answered. */
  readonly factorialMax: number;
  /** Threads that compute large factorials. */
  readonly factorialWorkers: number;
  /** Large factorials that may wait for a thread; one more is answered 503. */
  readonly factorialQueue: number;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Thrown at start; names every wrong variable with what it may be. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The service cannot start: its environment is wrong.\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * An empty variable counts as absent: container definitions cannot unset one.
 * Written by hand because a schema library would be a third of the cold start.
 */
export function readServiceConfig(env: Readonly<Record<string, string | undefined>>): ServiceConfig {
  const problems: string[] = [];
  const read = <T>(name: string, fallback: T, kind: Kind<T>): T => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = kind.parse(text);
    if (value !== undefined) return value;
    problems.push(`${name} must be ${kind.allowed}, but is ${JSON.stringify(text)}.`);
    return fallback;
  };

  const config: ServiceConfig = {
    host: read('HOST', '0.0.0.0', textOf(/^[A-Za-z0-9.:-]{1,253}$/, 'a host name or IP address')),
    port: read('PORT', 8080, wholeNumber(0, 65_535)),
    logLevel: read('LOG_LEVEL', 'info', oneOf(LOG_LEVELS)),
    // ECS waits at most 120 s (stopTimeout on Fargate) before it kills the container.
    drainSeconds: read('DRAIN_SECONDS', 20, wholeNumber(0, 110)),
    release: read('RELEASE', undefined, textOf(/^[A-Za-z0-9._+-]{1,64}$/, '1 to 64 letters, digits or any of . _ + -')),
    factorialMax: read('FACTORIAL_MAX', 100_000, wholeNumber(0, 1_000_000)),
    factorialWorkers: read('FACTORIAL_WORKERS', 1, wholeNumber(1, 16)),
    factorialQueue: read('FACTORIAL_QUEUE', 16, wholeNumber(0, 1_000)),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

interface Kind<T> {
  readonly allowed: string;
  parse(text: string): T | undefined;
}

function wholeNumber(min: number, max: number): Kind<number> {
  return {
    allowed: `a whole number from ${min} to ${max}`,
    parse: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

function oneOf<const T extends string>(values: readonly T[]): Kind<T> {
  return { allowed: `one of ${values.join(', ')}`, parse: (text) => values.find((value) => value === text) };
}

function textOf<T extends string | undefined>(pattern: RegExp, allowed: string): Kind<T> {
  return { allowed, parse: (text) => (pattern.test(text) ? (text as T) : undefined) };
}
