import type { Clock } from '../../kernel/clock.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import { clusterNotFound } from './errors.ts';
import type { Tag } from './task-definition.ts';

export interface Cluster {
  name: string;
  arn: string;
  status: 'ACTIVE' | 'INACTIVE';
  /** Recorded: Container Insights writes no metrics here. */
  settings: { name: string; value: string }[];
  capacityProviders: string[];
  defaultCapacityProviderStrategy: { capacityProvider: string; base?: number; weight?: number }[];
  tags: Tag[];
  createdAt: number;
}

export class Clusters {
  readonly #clock: Clock;
  readonly #clusters = new PerScope(() => new Map<string, Cluster>());

  constructor(deps: { clock: Clock }) {
    this.#clock = deps.clock;
  }

  /** An ACTIVE cluster of that name is answered as it is. Source: ECS API, CreateCluster is idempotent. */
  create(
    scope: Scope,
    name: string,
    facts: Partial<Pick<Cluster, 'settings' | 'capacityProviders' | 'defaultCapacityProviderStrategy' | 'tags'>> = {},
  ): Cluster {
    const existing = this.#clusters.of(scope).get(name);
    if (existing?.status === 'ACTIVE') return existing;
    const cluster: Cluster = {
      name,
      arn: arnOf(scope, 'ecs', `cluster/${name}`),
      status: 'ACTIVE',
      settings: [],
      capacityProviders: [],
      defaultCapacityProviderStrategy: [],
      tags: [],
      ...facts,
      createdAt: this.#clock.now(),
    };
    this.#clusters.of(scope).set(name, cluster);
    return cluster;
  }

  /** By name or ARN; without either the cluster `default`. */
  find(scope: Scope, reference = 'default'): Cluster | undefined {
    return this.#clusters.of(scope).get(reference.split('/').at(-1) ?? reference);
  }

  /** Throws ClusterNotFoundException unless the cluster is ACTIVE. */
  active(scope: Scope, reference?: string): Cluster {
    const cluster = this.find(scope, reference);
    if (cluster?.status !== 'ACTIVE') throw clusterNotFound();
    return cluster;
  }

  save(): [Scope, Map<string, Cluster>][] {
    return this.#clusters.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#clusters.refill(saved);
  }

  list(scope: Scope): Cluster[] {
    return [...this.#clusters.of(scope).values()].filter((cluster) => cluster.status === 'ACTIVE');
  }
}
