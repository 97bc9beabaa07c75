import type { Ids } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/scope.ts';
import * as errors from './errors.ts';
import type { NetworkState, RulePeer, SecurityGroup, SecurityGroupRule, Tags } from './network-state.ts';

export type NewRule = Omit<SecurityGroupRule, 'id' | 'direction'>;
export type Direction = SecurityGroupRule['direction'];

const ALL_OUT: NewRule = { protocol: '-1', peer: { kind: 'cidr', cidr: '0.0.0.0/0' } };

/** Security groups and their rules, remembered as they were written; nothing is filtered on one machine. */
export class SecurityGroups {
  readonly #ids: Ids;
  readonly #stateOf: (scope: Scope) => NetworkState;

  constructor({ ids, stateOf }: { ids: Ids; stateOf: (scope: Scope) => NetworkState }) {
    this.#ids = ids;
    this.#stateOf = stateOf;
  }

  /** A VPC's own group: everything among its members, everything out. Source: VPC guide, default security groups. */
  createDefault(scope: Scope, vpcId: string): SecurityGroup {
    const group = this.#add(scope, { name: 'default', description: 'default VPC security group', vpcId, tags: {} });
    group.rules.push(this.#rule('ingress', { protocol: '-1', peer: { kind: 'group', groupId: group.id } }));
    group.rules.push(this.#rule('egress', ALL_OUT));
    return group;
  }

  /** A new group lets everything out until that rule is taken away. Source: EC2 API, CreateSecurityGroup. */
  create(scope: Scope, facts: { name: string; description: string; vpcId: string; tags?: Tags }): SecurityGroup {
    const { vpcs, groups } = this.#stateOf(scope);
    if (!vpcs.has(facts.vpcId)) throw errors.vpcNotFound(facts.vpcId);
    for (const other of groups.values())
      if (other.vpcId === facts.vpcId && other.name === facts.name)
        throw errors.duplicateGroup(facts.name, facts.vpcId);
    const group = this.#add(scope, { tags: {}, ...facts });
    group.rules.push(this.#rule('egress', ALL_OUT));
    return group;
  }

  get(scope: Scope, id: string): SecurityGroup {
    const group = this.#stateOf(scope).groups.get(id);
    if (!group) throw errors.groupNotFound(id);
    return group;
  }

  delete(scope: Scope, id: string): void {
    this.get(scope, id);
    const { groups, interfaces } = this.#stateOf(scope);
    const isUsed =
      [...interfaces.values()].some(({ securityGroups }) => securityGroups.includes(id)) ||
      [...groups.values()].some(
        (other) => other.id !== id && other.rules.some(({ peer }) => peer.kind === 'group' && peer.groupId === id),
      );
    if (isUsed) throw errors.resourceHasDependent(id);
    groups.delete(id);
  }

  authorize(scope: Scope, id: string, direction: Direction, rules: NewRule[]): SecurityGroupRule[] {
    const group = this.get(scope, id);
    for (const rule of rules) {
      if (rule.peer.kind === 'group') this.get(scope, rule.peer.groupId);
      if (group.rules.some((existing) => existing.direction === direction && isSame(existing, rule)))
        throw errors.duplicatePermission(textOf(rule));
    }
    const added = rules.map((rule) => this.#rule(direction, rule));
    group.rules.push(...added);
    return added;
  }

  revoke(scope: Scope, id: string, direction: Direction, rules: NewRule[]): void {
    const group = this.get(scope, id);
    const found = rules.map((rule) =>
      group.rules.find((existing) => existing.direction === direction && isSame(existing, rule)),
    );
    if (found.includes(undefined)) throw errors.permissionNotFound();
    group.rules = group.rules.filter((rule) => !found.includes(rule));
  }

  /** Makes `rules` the whole of one direction. */
  replace(scope: Scope, id: string, direction: Direction, rules: NewRule[]): void {
    const group = this.get(scope, id);
    group.rules = group.rules.filter((rule) => rule.direction !== direction);
    this.authorize(scope, id, direction, rules);
  }

  removeRule(scope: Scope, groupId: string, ruleId: string): void {
    const group = this.get(scope, groupId);
    group.rules = group.rules.filter((rule) => rule.id !== ruleId);
  }

  #add(scope: Scope, facts: Omit<SecurityGroup, 'id' | 'rules'>): SecurityGroup {
    const group: SecurityGroup = { id: `sg-${this.#ids.hex(17)}`, rules: [], ...facts };
    this.#stateOf(scope).groups.set(group.id, group);
    return group;
  }

  #rule(direction: Direction, rule: NewRule): SecurityGroupRule {
    return { id: `sgr-${this.#ids.hex(17)}`, direction, ...rule };
  }
}

const isSame = (one: NewRule, other: NewRule): boolean =>
  one.protocol === other.protocol && portsOf(one) === portsOf(other) && peerText(one.peer) === peerText(other.peer);

/** Rules for all protocols have all ports, whatever they say. */
const portsOf = (rule: NewRule): string =>
  rule.protocol === '-1' ? 'all' : `${rule.fromPort ?? -1}-${rule.toPort ?? -1}`;

function peerText(peer: RulePeer): string {
  if (peer.kind === 'group') return peer.groupId;
  return peer.kind === 'prefix-list' ? peer.prefixListId : peer.cidr;
}

const textOf = (rule: NewRule): string =>
  `peer: ${peerText(rule.peer)}, ${rule.protocol === '-1' ? 'ALL' : `${rule.protocol.toUpperCase()}, from port: ${rule.fromPort}, to port: ${rule.toPort}`}, ALLOW`;
