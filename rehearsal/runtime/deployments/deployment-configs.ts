import {
  PREDEFINED_ECS_CONFIGS,
  trafficRoutingProblem,
  type TrafficRouting,
} from '../../domain/deployment/traffic-plan.ts';
import { lambdaRoutingProblem, PREDEFINED_LAMBDA_CONFIGS } from '../../domain/function-deployment/routing.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { PerScope, type Scope } from '../../kernel/scope.ts';
import type { ComputePlatform } from './deployment-group.ts';
import { errors } from './errors.ts';
import { readPlatform } from './read-platform.ts';

export interface DeploymentConfig {
  id: string;
  name: string;
  computePlatform: ComputePlatform;
  routing: TrafficRouting;
  /** Epoch milliseconds. */
  createdAt: number;
}

const PREDEFINED_PREFIX = 'CodeDeployDefault.';
/** An account's own configurations. Source: CodeDeploy user guide, limits. */
const LIMIT = 200;

/** Deployment configurations for ECS and Lambda: the predefined ones, and an account's own. */
export class DeploymentConfigs {
  readonly #custom = new PerScope(() => new Map<string, DeploymentConfig>());
  readonly #predefined: ReadonlyMap<string, DeploymentConfig>;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor({ clock, ids }: { clock: Clock; ids: Ids }) {
    this.#clock = clock;
    this.#ids = ids;
    const all = { ECS: PREDEFINED_ECS_CONFIGS, Lambda: PREDEFINED_LAMBDA_CONFIGS };
    this.#predefined = new Map(
      (['ECS', 'Lambda'] as const).flatMap((computePlatform) =>
        Object.entries(all[computePlatform]).map(([name, routing]) => [
          name,
          { id: ids.uuid(), name, computePlatform, routing, createdAt: clock.now() },
        ]),
      ),
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
    const platform = readPlatform(computePlatform);
    const configs = this.#custom.of(scope);
    if (configs.has(valid)) throw errors.configAlreadyExists(valid);
    if (configs.size >= LIMIT) throw errors.configLimit();
    // Without a routing AWS's documentation names no default for ECS; all at once is the type's first value.
    const chosen = routing ?? { type: 'AllAtOnce' };
    const problem = platform === 'Lambda' ? lambdaRoutingProblem(routing) : trafficRoutingProblem(chosen);
    if (problem) throw errors.trafficRouting(problem);
    const config = {
      id: this.#ids.uuid(),
      name: valid,
      computePlatform: platform,
      routing: chosen,
      createdAt: this.#clock.now(),
    };
    configs.set(valid, config);
    return config;
  }

  get(scope: Scope, name: string | undefined): DeploymentConfig {
    const valid = checkName(name);
    const config = this.#predefined.get(valid) ?? this.#custom.of(scope).get(valid);
    if (!config) throw errors.configDoesNotExist(valid);
    return config;
  }

  /** One for that compute platform. */
  getFor(platform: ComputePlatform, scope: Scope, name: string | undefined): DeploymentConfig {
    const config = this.get(scope, name);
    if (config.computePlatform !== platform) throw errors.configPlatform(config.name, platform);
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

  /** An account's own; the predefined ones are made with every engine. */
  save(): [Scope, Map<string, DeploymentConfig>][] {
    return this.#custom.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#custom.refill(saved);
  }
}

function checkName(name: string | undefined): string {
  if (name === undefined || name === '') throw errors.configNameRequired();
  if (name.length > 100) throw errors.invalidConfigName(`A name has 1 to 100 characters: ${name}`);
  return name;
}
