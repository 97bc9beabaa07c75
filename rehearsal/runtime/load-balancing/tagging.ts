import type { Scope } from '../../kernel/scope.ts';
import {
  duplicateTagKeys,
  listenerNotFound,
  loadBalancerNotFound,
  ruleNotFound,
  targetGroupNotFound,
  validationError,
} from './errors.ts';
import type { LoadBalancingState } from './load-balancing-state.ts';

export interface Tag {
  key: string;
  value: string;
}

/** Tags of load balancers, target groups, listeners and rules. */
export class Tagging {
  readonly #stateOf: (scope: Scope) => LoadBalancingState;

  constructor({ stateOf }: { stateOf: (scope: Scope) => LoadBalancingState }) {
    this.#stateOf = stateOf;
  }

  of(scope: Scope, arn: string): Tag[] {
    this.#assertExists(scope, arn);
    return [...(this.#stateOf(scope).tags.get(arn) ?? [])].map(([key, value]) => ({ key, value }));
  }

  add(scope: Scope, arn: string, tags: Tag[]): void {
    this.#assertExists(scope, arn);
    assertUnique(tags);
    const { tags: all } = this.#stateOf(scope);
    all.set(arn, new Map([...(all.get(arn) ?? []), ...tags.map(({ key, value }) => [key, value] as const)]));
  }

  remove(scope: Scope, arn: string, keys: string[]): void {
    this.#assertExists(scope, arn);
    for (const key of keys) this.#stateOf(scope).tags.get(arn)?.delete(key);
  }

  /** Makes `tags` all of them; for resources whose template is the truth. */
  replace(scope: Scope, arn: string, tags: Tag[]): void {
    assertUnique(tags);
    this.#stateOf(scope).tags.set(arn, new Map(tags.map(({ key, value }) => [key, value])));
  }

  forget(scope: Scope, arn: string): void {
    this.#stateOf(scope).tags.delete(arn);
  }

  #assertExists(scope: Scope, arn: string): void {
    const state = this.#stateOf(scope);
    const type = /^arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:([a-z-]+)\//.exec(arn)?.[1];
    if (type === 'loadbalancer' && !state.loadBalancers.has(arn)) throw loadBalancerNotFound([arn]);
    if (type === 'targetgroup' && !state.targetGroups.has(arn)) throw targetGroupNotFound();
    if (type === 'listener' && !state.listeners.has(arn)) throw listenerNotFound();
    const hasRule = () => [...state.listeners.values()].some(({ rules }) => rules.some((rule) => rule.arn === arn));
    if (type === 'listener-rule' && !hasRule()) throw ruleNotFound();
    if (!type || !['loadbalancer', 'targetgroup', 'listener', 'listener-rule'].includes(type))
      throw validationError(`'${arn}' is not a valid load balancer, target group, listener or rule ARN`);
  }
}

function assertUnique(tags: Tag[]): void {
  if (new Set(tags.map(({ key }) => key)).size !== tags.length) throw duplicateTagKeys();
}
