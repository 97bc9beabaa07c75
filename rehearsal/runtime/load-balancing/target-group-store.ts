import { attributeProblem, initialAttributes } from '../../domain/target-group/attributes.ts';
import { parseMatcher } from '../../domain/target-group/matcher.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Target, TargetGroupFacts, TargetGroups, TargetHealth } from '../ports/target-groups.ts';
import type { RouterHealthChange } from '../ports/traffic-router.ts';
import { assertAttributes } from './assert-attributes.ts';
import * as errors from './errors.ts';
import { assertHealthCheck, type HealthCheckChanges } from './health-check-settings.ts';
import {
  loadBalancersOf,
  type HealthCheckSettings,
  type LoadBalancingState,
  type TargetGroup,
} from './load-balancing-state.ts';
import type { LoadBalancingContext } from './load-balancing-context.ts';
import { assertName } from './names.ts';
import type { Tag, Tagging } from './tagging.ts';
import { TargetRegistrations } from './target-registrations.ts';

export interface NewTargetGroup {
  name: string;
  protocol: string;
  port: number;
  vpcId: string;
  targetType: string;
  healthCheck: HealthCheckChanges;
  attributes: { key: string; value: string }[];
  tags: Tag[];
}

/** Defaults of an HTTP target group. Source: ALB guide, health check settings (the API reference says 6 s for the time-out). */
const HEALTH_CHECK: HealthCheckSettings = {
  path: '/',
  port: 'traffic-port',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
  ranges: [[200, 200]],
};

/** Target groups, as the API and as ECS and CodeDeploy see them. */
export class TargetGroupStore implements TargetGroups {
  readonly changed: Signal<string>;
  readonly #context: LoadBalancingContext;
  readonly #tagging: Tagging;
  readonly #registrations: TargetRegistrations;

  constructor(context: LoadBalancingContext, tagging: Tagging) {
    this.#context = context;
    this.#tagging = tagging;
    this.changed = context.changed;
    this.#registrations = new TargetRegistrations(context);
  }

  create(scope: Scope, facts: NewTargetGroup): TargetGroup {
    const { ids, network } = this.#context;
    const { targetGroups } = this.#context.stateOf(scope);
    assertName('Target group', facts.name);
    assertProtocol(facts.protocol);
    if (facts.targetType !== 'ip') throw errors.notRehearsed(`target groups of type ${facts.targetType}`);
    if (!(Number.isInteger(facts.port) && facts.port >= 1 && facts.port <= 65_535))
      throw errors.validationError(`Target group port '${facts.port}' must be between '1' and '65535' inclusive`);
    if (!network.state(scope).vpcs.has(facts.vpcId))
      throw errors.validationError(`The VPC ID '${facts.vpcId}' is not found`);
    assertAttributes(attributeProblem('target group', facts.attributes), 'target group');
    const healthCheck = changedHealthCheck(HEALTH_CHECK, facts.healthCheck, facts.port);
    if ([...targetGroups.values()].some(({ name }) => name === facts.name))
      throw errors.duplicateTargetGroupName(facts.name);
    const fullName = `targetgroup/${facts.name}/${ids.hex(16)}`;
    const group: TargetGroup = {
      arn: arnOf(scope, 'elasticloadbalancing', fullName),
      name: facts.name,
      fullName,
      port: facts.port,
      vpcId: facts.vpcId,
      healthCheck,
      attributes: initialAttributes('target group'),
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
    group.healthCheck = changedHealthCheck(group.healthCheck, changes, group.port);
    await this.#context.publish();
    return group;
  }

  async modifyAttributes(scope: Scope, arn: string, changes: { key: string; value: string }[]): Promise<TargetGroup> {
    const group = this.get(scope, arn);
    assertAttributes(attributeProblem('target group', changes), 'target group');
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
    await this.#registrations.register(this.get(scope, arn), targets);
  }

  /** As the API registers: by address alone. An address that nothing here answers for fails its health checks. */
  async registerAddresses(
    scope: Scope,
    arn: string,
    targets: { id: string; port?: number | undefined }[],
  ): Promise<void> {
    const group = this.get(scope, arn);
    await this.#registrations.registerAddresses(scope, group, targets);
  }

  async deregister(scope: Scope, arn: string, targets: { id: string; port?: number }[]): Promise<void> {
    const isUsed = this.loadBalancerArns(scope, arn).length > 0;
    await this.#registrations.deregister(this.get(scope, arn), targets, isUsed);
  }

  health(scope: Scope, arn: string): TargetHealth[] {
    const isUsed = this.loadBalancerArns(scope, arn).length > 0;
    return this.#registrations.health(this.get(scope, arn), isUsed);
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

function assertProtocol(protocol: string): void {
  if (protocol === 'HTTP') return;
  if (protocol === 'HTTPS') throw errors.notRehearsed('target groups with protocol HTTPS');
  throw errors.notRehearsed(`target groups with protocol ${protocol}`);
}

function changedHealthCheck(
  before: HealthCheckSettings,
  changes: HealthCheckChanges,
  port: number,
): HealthCheckSettings {
  assertHealthCheck(changes);
  const { path, intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold, matcher } = changes;
  const after: HealthCheckSettings = {
    path: path ?? before.path,
    port: changes.port ?? before.port,
    intervalSeconds: intervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: timeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: healthyThreshold ?? before.healthyThreshold,
    unhealthyThreshold: unhealthyThreshold ?? before.unhealthyThreshold,
    matcher: matcher ?? before.matcher,
    ranges: before.ranges,
  };
  const ranges = parseMatcher(after.matcher);
  if (!ranges)
    throw errors.validationError(
      `Health check matcher HTTP code '${after.matcher}' must be within '200-499' inclusive`,
    );
  if (after.port !== 'traffic-port' && after.port !== String(port))
    throw errors.notRehearsed(`a health check port (${after.port}) other than the traffic port`);
  if (after.timeoutSeconds >= after.intervalSeconds)
    throw errors.validationError('Health check interval must be greater than the timeout.');
  return { ...after, ranges };
}
