import { type AuthConfig, readAuthConfig } from '../auth/auth-config.ts';
import { type ItemsConfig, readItemsConfig } from '../items/items-config.ts';
import { type ObservabilityConfig, readObservabilityConfig } from '../observability/observability-config.ts';
import { readSidecarConfig, type SidecarConfig } from '../sidecar/sidecar-config.ts';
import { readCorsOrigins } from '../http/cors-origins.ts';
import { type ProcessConfig, readProcessConfig } from './process-config.ts';
import { readVariables, type Variables, wholeNumber } from './variables.ts';

/** The service's configuration: environment variables, read once at start. */
export interface ServiceConfig extends ProcessConfig {
  /** Largest number whose factorial is answered. */
  readonly factorialMax: number;
  /** Threads that compute large factorials. */
  readonly factorialWorkers: number;
  /** Large factorials that may wait for a thread; one more is answered 503. */
  readonly factorialQueue: number;
  /** Absent: the item endpoints answer 503 and say what is missing. */
  readonly items: ItemsConfig | undefined;
  /** Absent: everybody may ask everything. */
  readonly auth: AuthConfig | undefined;
  /** Absent: nothing is forwarded, and health does not ask for a second container. */
  readonly sidecar: SidecarConfig | undefined;
  readonly observability: ObservabilityConfig;
  /** Web pages of these origins may call; none by default. */
  readonly corsOrigins: readonly string[];
}

/** Throws ConfigError, which names everything that is wrong. */
export const readServiceConfig = (env: Variables): ServiceConfig =>
  readVariables(env, (read) => ({
    ...readProcessConfig(read, { port: 8080 }),
    factorialMax: read('FACTORIAL_MAX', 100_000, wholeNumber(0, 1_000_000)),
    factorialWorkers: read('FACTORIAL_WORKERS', 1, wholeNumber(1, 16)),
    factorialQueue: read('FACTORIAL_QUEUE', 16, wholeNumber(0, 1_000)),
    items: readItemsConfig(read),
    auth: readAuthConfig(read),
    sidecar: readSidecarConfig(read),
    observability: readObservabilityConfig(read),
    corsOrigins: readCorsOrigins(read),
  }));
