import { type AuthConfig, readAuthConfig } from '../auth/auth-config.ts';
import { type ProcessConfig, readProcessConfig } from '../config/process-config.ts';
import { readVariables, type Variables } from '../config/variables.ts';
import { readCorsOrigins } from '../http/cors-origins.ts';
import { type ItemsConfig, readItemsConfig } from '../items/items-config.ts';
import { readObservabilityConfig } from '../observability/observability-config.ts';

/** Configuration of a function on items. */
export interface FunctionConfig extends Pick<ProcessConfig, 'logLevel' | 'release'> {
  readonly items: ItemsConfig;
  /** Absent: everybody may call. */
  readonly auth: AuthConfig | undefined;
  /** Web pages of these origins may call; none by default. */
  readonly corsOrigins: readonly string[];
  readonly metricsNamespace: string;
  readonly functionName: string;
  /** What runs, whichever alias was called: a number, or `$LATEST`. */
  readonly functionVersion: string;
}

/** The service's variables, of which TABLE_NAME must be there, and Lambda's own. Throws ConfigError. */
export const readFunctionConfig = (env: Variables): FunctionConfig =>
  // Metrics are always on: only unexpected errors make one.
  readVariables({ ...env, METRICS: 'emf' }, (read) => {
    const { logLevel, release } = readProcessConfig(read, { port: 0 });
    const items = readItemsConfig(read);
    if (items === undefined) read.refuse('TABLE_NAME must be given: the function works on nothing else.');
    return {
      logLevel,
      release,
      items: items ?? { tableName: '', timeoutMs: 0 },
      auth: readAuthConfig(read),
      corsOrigins: readCorsOrigins(read),
      metricsNamespace: readObservabilityConfig(read).metrics?.namespace ?? '',
      // Lambda developer guide, "Defined runtime environment variables".
      functionName: env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'delete-item',
      functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'] ?? '$LATEST',
    };
  });
