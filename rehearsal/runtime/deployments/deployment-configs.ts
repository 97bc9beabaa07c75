import {
  PREDEFINED_ECS_CONFIGS,
  trafficRoutingProblem,
  type TrafficRouting,
} from '../../domain/deployment/traffic-plan.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { PerScope, type Scope } from '../../kernel/scope.ts';
import { errors } from './errors.ts';

export interface DeploymentConfig {
  id: string;
  name: string;
  routing: TrafficRouting;
  /** Epoch milliseconds. */
  createdAt: number;
}

const PREDEFINED_PREFIX = 'CodeDeployDefault.';
/** An account's own configurations. Source: CodeDeploy user guide, limits. */
const LIMIT = 200;

/** Deployment configurations for ECS: the predefined ones, and an account's own. */
export class DeploymentConfigs {
  readonly #custom = new PerScope(() => new Map<string, DeploymentConfig>());
  readonly #predefined: ReadonlyMap<string, DeploymentConfig>;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor({ clock, ids }: { clock: Clock; ids: Ids }) {
    this.#clock = clock;
    this.#ids = ids;
    this.#predefined = new Map(
      Object.entries(PREDEFINED_ECS_CONFIGS).map(([name, routing]) => [
        name,
        { id: ids.uuid(), name, routing, createdAt: clock.now() },
      ]),
    );
  }

  create(
    scope: Scope,
    { name, computePlatform, routing }: { name?: string; computePlatform?: string; routing?: TrafficRouting },
  ): DeploymentConfig {
    const valid = checkName(name);
    if (valid.startsWith(PREDEFINED_PREFIX)) {
      throw errors.invalidConfigName(`A name must not start with ${PREDEFINED_PREFIX}: ${valid}`);
    }
    if (computePlatform !== 'ECS') throw errors.unsupportedComputePlatform(computePlatform ?? 'Server');
    const configs = this.#custom.of(scope);
    if (configs.has(valid)) throw errors.configAlreadyExists(valid);
    if (configs.size >= LIMIT) throw errors.configLimit();
    // Without a routing AWS's documentation names no default for ECS; all at once is the type's first value.
    const chosen = routing ?? { type: 'AllAtOnce' };
    const problem = trafficRoutingProblem(chosen);
    if (problem) throw errors.trafficRouting(problem);
    const config = { id: this.#ids.uuid(), name: valid, routing: chosen, createdAt: this.#clock.now() };
    configs.set(valid, config);
    return config;
  }

  get(scope: Scope, name: string | undefined): DeploymentConfig {
    const valid = checkName(name);
    const config = this.#predefined.get(valid) ?? this.#custom.of(scope).get(valid);
    if (!config) throw errors.configDoesNotExist(valid);
    return config;
  }

  list(scope: Scope): DeploymentConfig[] {
    return [...this.#predefined.values(), ...this.#custom.of(scope).values()];
  }

  delete(scope: Scope, name: string | undefined): void {
    const valid = checkName(name);
    if (valid.startsWith(PREDEFINED_PREFIX)) throw errors.configPredefined(valid);
    this.#custom.of(scope).delete(valid);
  }
}

function checkName(name: string | undefined): string {
  if (name === undefined || name === '') throw errors.configNameRequired();
  if (name.length > 100) throw errors.invalidConfigName(`A name has 1 to 100 characters: ${name}`);
  return name;
}
