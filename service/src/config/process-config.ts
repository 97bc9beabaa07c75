import { oneOf, type Reader, textOf, wholeNumber } from './variables.ts';

/** What every process of the image has, whichever of its entry points it runs. */
export interface ProcessConfig {
  readonly host: string;
  /** 0 asks the system for a free port (tests). */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** How long a terminating process keeps serving while its health answers 503. */
  readonly drainSeconds: number;
  /** Label of this release, shown by `/version` and `/health`; told apart from the image's own facts. */
  readonly release: string | undefined;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** HOST, PORT, LOG_LEVEL, DRAIN_SECONDS, RELEASE. */
export function readProcessConfig(read: Reader, defaults: { host?: string; port: number }): ProcessConfig {
  return {
    host: read('HOST', defaults.host ?? '0.0.0.0', {
      allowed: 'a host name or IP address',
      parse: (text) => (/^[A-Za-z0-9.:-]{1,253}$/.test(text) ? text : undefined),
    }),
    port: read('PORT', defaults.port, wholeNumber(0, 65_535)),
    logLevel: read('LOG_LEVEL', 'info', oneOf(LOG_LEVELS)),
    // ECS waits at most 120 s (stopTimeout on Fargate) before it kills the container.
    drainSeconds: read('DRAIN_SECONDS', 20, wholeNumber(0, 110)),
    release: read('RELEASE', undefined, textOf(/^[A-Za-z0-9._+-]{1,64}$/, '1 to 64 letters, digits or any of . _ + -')),
  };
}
