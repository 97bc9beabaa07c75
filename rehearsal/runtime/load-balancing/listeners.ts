import { type Scope } from '../../kernel/scope.ts';
import type { ListenerWeights, WeightedGroup } from '../ports/listener-weights.ts';
import { assertAction } from './assert-action.ts';
import * as errors from './errors.ts';
import { defaultRule, groupsOf, type Listener, type ListenerAction } from './load-balancing-state.ts';
import { listenerTls, type ProtocolChanges } from './listener-tls.ts';
import type { LoadBalancingContext } from './load-balancing-context.ts';
import type { Tag, Tagging } from './tagging.ts';
import type { TargetGroupStore } from './target-group-store.ts';

export interface NewListener extends ProtocolChanges {
  loadBalancerArn: string;
  port: number;
  protocol: string;
  action: ListenerAction;
  tags: Tag[];
}

/** Listeners and their default rules. */
export class Listeners implements ListenerWeights {
  readonly #context: LoadBalancingContext;
  readonly #tagging: Tagging;
  readonly #targetGroups: TargetGroupStore;

  constructor(context: LoadBalancingContext, tagging: Tagging, targetGroups: TargetGroupStore) {
    this.#context = context;
    this.#tagging = tagging;
    this.#targetGroups = targetGroups;
  }

  async create(scope: Scope, facts: NewListener): Promise<Listener> {
    const state = this.#context.stateOf(scope);
    const loadBalancer = state.loadBalancers.get(facts.loadBalancerArn);
    if (!loadBalancer) throw errors.loadBalancerNotFound([facts.loadBalancerArn]);
    const tls = listenerTls(this.#tlsContext(scope), undefined, facts);
    assertPort(facts.port);
    assertAction(state, loadBalancer, facts.action);
    const isTaken = [...state.listeners.values()].some(
      (other) => other.loadBalancerArn === facts.loadBalancerArn && other.port === facts.port,
    );
    if (isTaken) throw errors.duplicateListener(facts.loadBalancerArn);
    const id = this.#context.ids.hex(16);
    const arn = `${facts.loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${id}`;
    const rule = { arn: this.newRuleArn(arn), priority: 'default' as const, conditions: [], action: facts.action };
    const listener: Listener = {
      arn,
      loadBalancerArn: facts.loadBalancerArn,
      port: facts.port,
      ...(tls && { tls }),
      rules: [rule],
    };
    state.listeners.set(arn, listener);
    try {
      await this.#publish(scope, groupsOf(listener));
    } catch (error) {
      state.listeners.delete(arn);
      throw error;
    }
    this.#tagging.replace(scope, arn, facts.tags);
    return listener;
  }

  newRuleArn(listenerArn: string): string {
    return `${listenerArn.replace(':listener/', ':listener-rule/')}/${this.#context.ids.hex(16)}`;
  }

  get(scope: Scope, arn: string): Listener {
    const listener = this.#context.stateOf(scope).listeners.get(arn);
    if (!listener) throw errors.listenerNotFound();
    return listener;
  }

  exists(scope: Scope, arn: string): boolean {
    return this.#context.stateOf(scope).listeners.has(arn);
  }

  list(scope: Scope, wanted: { arns?: string[] | undefined; loadBalancerArn?: string | undefined }): Listener[] {
    const { listeners, loadBalancers } = this.#context.stateOf(scope);
    if (wanted.arns?.length) return wanted.arns.map((arn) => this.get(scope, arn));
    if (wanted.loadBalancerArn === undefined)
      throw errors.validationError('You must specify either listener ARNs or a load balancer ARN');
    if (!loadBalancers.has(wanted.loadBalancerArn)) throw errors.loadBalancerNotFound([wanted.loadBalancerArn]);
    return [...listeners.values()].filter(({ loadBalancerArn }) => loadBalancerArn === wanted.loadBalancerArn);
  }

  /** What is not named stays as it is. Source: ELBv2 API, ModifyListener. */
  async modify(
    scope: Scope,
    arn: string,
    changes: ProtocolChanges & { port?: number | undefined; action?: ListenerAction | undefined },
  ): Promise<Listener> {
    const state = this.#context.stateOf(scope);
    const listener = this.get(scope, arn);
    const tls = listenerTls(this.#tlsContext(scope), listener.tls, changes);
    if (changes.port !== undefined && changes.port !== listener.port) {
      assertPort(changes.port);
      const isTaken = [...state.listeners.values()].some(
        (other) => other.loadBalancerArn === listener.loadBalancerArn && other.port === changes.port,
      );
      if (isTaken) throw errors.duplicateListener(listener.loadBalancerArn);
    }
    if (changes.action) assertAction(state, state.loadBalancers.get(listener.loadBalancerArn), changes.action);
    const before = groupsOf(listener);
    listener.port = changes.port ?? listener.port;
    if (tls) listener.tls = tls;
    else delete listener.tls;
    if (changes.action) defaultRule(listener).action = changes.action;
    await this.#publish(scope, [...before, ...groupsOf(listener)]);
    return listener;
  }

  async delete(scope: Scope, arn: string): Promise<void> {
    const groups = groupsOf(this.get(scope, arn));
    this.forget(scope, arn);
    await this.#publish(scope, groups);
  }

  /** Takes a listener and its rules out of the state; the caller publishes. */
  forget(scope: Scope, arn: string): void {
    const { listeners } = this.#context.stateOf(scope);
    const listener = listeners.get(arn);
    if (!listener) return;
    for (const rule of listener.rules) this.#tagging.forget(scope, rule.arn);
    this.#tagging.forget(scope, arn);
    listeners.delete(arn);
    this.#targetGroups.usesChanged(scope, groupsOf(listener));
  }

  read(scope: Scope, listenerArn: string): WeightedGroup[] {
    const { action } = defaultRule(this.get(scope, listenerArn));
    return action.type === 'forward' ? action.groups.map((group) => ({ ...group })) : [];
  }

  async write(scope: Scope, listenerArn: string, groups: WeightedGroup[]): Promise<void> {
    await this.modify(scope, listenerArn, { action: { type: 'forward', groups } });
  }

  /** The loopback port on which a listener answers. */
  localPort(listenerArn: string): number | undefined {
    return this.#context.router.localPort(listenerArn);
  }

  /** After a change of rules: the data plane follows, and groups that came into or out of use say so. */
  async rulesChanged(scope: Scope, groups: string[]): Promise<void> {
    await this.#publish(scope, groups);
  }

  #tlsContext(scope: Scope) {
    const { certificates, log } = this.#context;
    return { scope, certificates, log };
  }

  async #publish(scope: Scope, groups: string[]): Promise<void> {
    await this.#context.publish();
    this.#targetGroups.usesChanged(scope, groups);
  }
}

function assertPort(port: number): void {
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535))
    throw errors.validationError(`Listener port '${port}' must be between '1' and '65535' inclusive`);
}
