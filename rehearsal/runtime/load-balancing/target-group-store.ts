import { attributeProblem, initialAttributes, type AttributeOwner } from '../../domain/target-group/attributes.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Target, TargetGroupFacts, TargetGroups, TargetHealth } from '../ports/target-groups.ts';
import type { RouterHealthChange } from '../ports/traffic-router.ts';
import { assertAttributes } from './assert-attributes.ts';
import * as errors from './errors.ts';
import { FunctionRegistrations } from './function-registrations.ts';
import { changedHealthCheck, type HealthCheckChanges } from './health-check-settings.ts';
import { loadBalancersOf, type LoadBalancingState, type TargetGroup, type TargetType } from './load-balancing-state.ts';
import type { LoadBalancingContext } from './load-balancing-context.ts';
import { assertName } from './names.ts';
import { targetSettings, type NewTargetGroup } from './new-target-group.ts';
import type { Tagging } from './tagging.ts';
import { TargetRegistrations } from './target-registrations.ts';

/** Target groups, as the API and as ECS and CodeDeploy see them. */
export class TargetGroupStore implements TargetGroups {
  readonly changed: Signal<string>;
  readonly #context: LoadBalancingContext;
  readonly #tagging: Tagging;
  readonly #registrations: TargetRegistrations;
  readonly #functions: FunctionRegistrations;

  constructor(context: LoadBalancingContext, tagging: Tagging) {
    this.#context = context;
    this.#tagging = tagging;
    this.changed = context.changed;
    this.#registrations = new TargetRegistrations(context);
    this.#functions = new FunctionRegistrations(context);
  }

  create(scope: Scope, facts: NewTargetGroup): TargetGroup {
    const { ids } = this.#context;
    const { targetGroups } = this.#context.stateOf(scope);
    assertName('Target group', facts.name);
    const settings = targetSettings(scope, facts, this.#context);
    const owner = attributeOwner(settings.targetType);
    assertAttributes(attributeProblem(owner, facts.attributes), owner);
    if ([...targetGroups.values()].some(({ name }) => name === facts.name))
      throw errors.duplicateTargetGroupName(facts.name);
    const fullName = `targetgroup/${facts.name}/${ids.hex(16)}`;
    const group: TargetGroup = {
      arn: arnOf(scope, 'elasticloadbalancing', fullName),
      name: facts.name,
      fullName,
      ...settings,
      attributes: initialAttributes(owner),
      targets: new Map(),
    };
    for (const { key, value } of facts.attributes) group.attributes.set(key, value);
    targetGroups.set(group.arn, group);
    this.#tagging.replace(scope, group.arn, facts.tags);
    return group;
  }

  get(scope: Scope, arn: string): TargetGroup {
    const group = this.#context.stateOf(scope).targetGroups.get(arn);
    if (!group) throw errors.targetGroupNotFound();
    return group;
  }

  list(
    scope: Scope,
    wanted: { arns?: string[] | undefined; names?: string[] | undefined; loadBalancerArn?: string | undefined },
  ): TargetGroup[] {
    const state = this.#context.stateOf(scope);
    if (wanted.arns?.length) return wanted.arns.map((arn) => this.get(scope, arn));
    const all = [...state.targetGroups.values()];
    if (wanted.names?.length) {
      return wanted.names.map((name) => {
        const group = all.find((candidate) => candidate.name === name);
        if (!group) throw errors.targetGroupNotFound();
        return group;
      });
    }
    const { loadBalancerArn } = wanted;
    if (loadBalancerArn === undefined) return all;
    if (!state.loadBalancers.has(loadBalancerArn)) throw errors.loadBalancerNotFound([loadBalancerArn]);
    return all.filter(({ arn }) => loadBalancersOf(state, arn).includes(loadBalancerArn));
  }

  loadBalancerArns(scope: Scope, arn: string): string[] {
    return loadBalancersOf(this.#context.stateOf(scope), arn);
  }

  async modify(scope: Scope, arn: string, changes: HealthCheckChanges): Promise<TargetGroup> {
    const group = this.get(scope, arn);
    group.healthCheck = changedHealthCheck(group.healthCheck, changes, group);
    await this.#context.publish();
    return group;
  }

  async modifyAttributes(scope: Scope, arn: string, changes: { key: string; value: string }[]): Promise<TargetGroup> {
    const group = this.get(scope, arn);
    const owner = attributeOwner(group.targetType);
    assertAttributes(attributeProblem(owner, changes), owner);
    for (const { key, value } of changes) group.attributes.set(key, value);
    await this.#context.publish();
    return group;
  }

  /** Deleting what is gone succeeds. Source: ELBv2 API, DeleteTargetGroup. */
  async delete(scope: Scope, arn: string): Promise<void> {
    const state = this.#context.stateOf(scope);
    const group = state.targetGroups.get(arn);
    if (!group) return;
    if (loadBalancersOf(state, arn).length > 0) throw errors.targetGroupInUse(arn);
    this.#registrations.abandon(group);
    state.targetGroups.delete(arn);
    this.#tagging.forget(scope, arn);
    await this.#context.publish();
    await this.#functions.abandon(group);
  }

  byArn(scope: Scope, arn: string): TargetGroupFacts {
    return this.#factsOf(scope, this.get(scope, arn));
  }

  byName(scope: Scope, name: string): TargetGroupFacts {
    const [group] = this.list(scope, { names: [name] });
    if (!group) throw errors.targetGroupNotFound();
    return this.#factsOf(scope, group);
  }

  async register(scope: Scope, arn: string, targets: Target[]): Promise<void> {
    const group = this.get(scope, arn);
    if (group.targetType === 'lambda') throw errors.validationError(`Target group '${arn}' does not take addresses`);
    await this.#registrations.register(group, targets);
  }

  /** As the API registers: a function, or an address alone. One that nothing here answers for fails its health checks. */
  async registerNamed(scope: Scope, arn: string, targets: { id: string; port?: number | undefined }[]): Promise<void> {
    const group = this.get(scope, arn);
    if (group.targetType === 'lambda') await this.#functions.register(scope, group, targets);
    else await this.#registrations.registerAddresses(scope, group, targets);
  }

  async deregister(scope: Scope, arn: string, targets: { id: string; port?: number }[]): Promise<void> {
    const group = this.get(scope, arn);
    const isUsed = this.loadBalancerArns(scope, arn).length > 0;
    if (group.targetType === 'lambda') await this.#functions.deregister(group, targets);
    else await this.#registrations.deregister(group, targets, isUsed);
  }

  health(scope: Scope, arn: string): TargetHealth[] {
    const isUsed = this.loadBalancerArns(scope, arn).length > 0;
    return this.#registrations.health(this.get(scope, arn), isUsed);
  }

  /** After a restart of the engine: functions that are registered get an endpoint again. */
  async reopen(scope: Scope, group: TargetGroup): Promise<void> {
    if (group.targetType === 'lambda') await this.#functions.reopen(scope, group);
  }

  /** The router's news of targets. */
  healthChanged(states: LoadBalancingState[], changes: RouterHealthChange[]): void {
    this.#registrations.healthChanged(states, changes);
  }

  /** After listeners changed: groups that no listener uses any more forget their targets' health. */
  usesChanged(scope: Scope, arns: string[]): void {
    const state = this.#context.stateOf(scope);
    for (const arn of new Set(arns)) {
      const group = state.targetGroups.get(arn);
      if (!group) continue;
      if (loadBalancersOf(state, arn).length === 0) for (const target of group.targets.values()) delete target.health;
      this.changed.emit(arn);
    }
  }

  close(states: LoadBalancingState[]): void {
    for (const { targetGroups } of states)
      for (const group of targetGroups.values()) this.#registrations.abandon(group);
  }

  #factsOf(scope: Scope, { arn, name, fullName }: TargetGroup): TargetGroupFacts {
    return { arn, name, fullName, loadBalancerArns: this.loadBalancerArns(scope, arn) };
  }
}

const attributeOwner = (targetType: TargetType): AttributeOwner =>
  targetType === 'lambda' ? 'lambda target group' : 'target group';
