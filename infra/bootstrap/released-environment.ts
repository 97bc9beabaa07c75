import type { Environment } from '../config/schema.ts';

/** What of an environment has a name before it is there. Its stage in the pipeline is one. */
export interface ReleasedEnvironment {
  readonly config: Environment;
  /** `<app>-<environment>` */
  readonly prefix: string;
  readonly functionsStackName: string;
  readonly serviceStackName: string;
}

export function releasedEnvironment(app: string, config: Environment): ReleasedEnvironment {
  const prefix = `${app}-${config.name}`;
  return { config, prefix, functionsStackName: `${prefix}-functions`, serviceStackName: `${prefix}-service` };
}

/**
 * The environment before, where the guard can look at what it runs: the release tool looks at services of one account and
 * region, and what runs elsewhere is left out of a refusal.
 */
export const seenBeside = <Before extends ReleasedEnvironment>(
  { config }: ReleasedEnvironment,
  before: Before | undefined,
): Before[] => (before?.config.region === config.region && before.config.account === config.account ? [before] : []);
