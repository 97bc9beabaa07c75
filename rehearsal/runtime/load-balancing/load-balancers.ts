import { attributeProblem, initialAttributes } from '../../domain/target-group/attributes.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import type { Subnet } from '../network/network-state.ts';
import { assertAttributes } from './assert-attributes.ts';
import * as errors from './errors.ts';
import { hostedZoneOf } from './hosted-zones.ts';
import type { Listeners } from './listeners.ts';
import type { LoadBalancer } from './load-balancing-state.ts';
import type { LoadBalancingContext } from './load-balancing-context.ts';
import { assertName } from './names.ts';
import type { Tag, Tagging } from './tagging.ts';

export interface NewLoadBalancer {
  name: string;
  subnets: string[];
  securityGroups: string[];
  scheme: 'internet-facing' | 'internal';
  attributes: { key: string; value: string }[];
  tags: Tag[];
}

/** AWS's own account that owns the interfaces. Source: captures of DescribeNetworkInterfaces. */
const REQUESTER = 'amazon-elb';

/** Application Load Balancers: names, addresses, attributes. */
export class LoadBalancers {
  readonly #context: LoadBalancingContext;
  readonly #tagging: Tagging;
  readonly #listeners: Listeners;

  constructor(context: LoadBalancingContext, tagging: Tagging, listeners: Listeners) {
    this.#context = context;
    this.#tagging = tagging;
    this.#listeners = listeners;
  }

  create(scope: Scope, facts: NewLoadBalancer): LoadBalancer {
    const { ids, clock, network } = this.#context;
    const { loadBalancers } = this.#context.stateOf(scope);
    assertName('Load balancer', facts.name);
    assertAttributes(attributeProblem('load balancer', facts.attributes), 'load balancer');
    if ([...loadBalancers.values()].some(({ name }) => name === facts.name))
      throw errors.duplicateLoadBalancerName(facts.name);
    const subnets = this.#subnetsOf(scope, facts.subnets);
    const vpcId = subnets[0]?.vpcId ?? '';
    const securityGroups =
      facts.securityGroups.length > 0 ? facts.securityGroups : [network.vpc(scope, vpcId).defaultSecurityGroupId];
    for (const id of securityGroups) if (!network.state(scope).groups.has(id)) throw errors.invalidSecurityGroup(id);

    const fullName = `app/${facts.name}/${ids.hex(16)}`;
    const prefix = facts.scheme === 'internal' ? 'internal-' : '';
    const loadBalancer: LoadBalancer = {
      arn: arnOf(scope, 'elasticloadbalancing', `loadbalancer/${fullName}`),
      name: facts.name,
      fullName,
      dnsName: `${prefix}${facts.name}-${ids.digits(10)}.${scope.region}.elb.amazonaws.com`,
      canonicalHostedZoneId: hostedZoneOf(scope.region),
      scheme: facts.scheme,
      vpcId,
      zones: subnets.map((subnet) => this.#attach(scope, subnet, { fullName, securityGroups })),
      securityGroups,
      createdAt: clock.now(),
      attributes: initialAttributes('load balancer'),
    };
    for (const { key, value } of facts.attributes) loadBalancer.attributes.set(key, value);
    loadBalancers.set(loadBalancer.arn, loadBalancer);
    this.#tagging.replace(scope, loadBalancer.arn, facts.tags);
    return loadBalancer;
  }

  get(scope: Scope, arn: string): LoadBalancer {
    const found = this.#context.stateOf(scope).loadBalancers.get(arn);
    if (!found) throw errors.loadBalancerNotFound([arn]);
    return found;
  }

  list(scope: Scope, wanted: { arns?: string[] | undefined; names?: string[] | undefined }): LoadBalancer[] {
    const all = [...this.#context.stateOf(scope).loadBalancers.values()];
    if (wanted.arns?.length) return wanted.arns.map((arn) => this.get(scope, arn));
    if (!wanted.names?.length) return all;
    const found = all.filter(({ name }) => wanted.names?.includes(name));
    const lacking = wanted.names.filter((name) => !found.some((loadBalancer) => loadBalancer.name === name));
    if (lacking.length > 0) throw errors.loadBalancerNotFound([`[${lacking.join(', ')}]`]);
    return found;
  }

  async modifyAttributes(scope: Scope, arn: string, changes: { key: string; value: string }[]): Promise<LoadBalancer> {
    const loadBalancer = this.get(scope, arn);
    assertAttributes(attributeProblem('load balancer', changes), 'load balancer');
    for (const { key, value } of changes) loadBalancer.attributes.set(key, value);
    await this.#context.publish();
    return loadBalancer;
  }

  setSecurityGroups(scope: Scope, arn: string, securityGroups: string[]): LoadBalancer {
    const loadBalancer = this.get(scope, arn);
    const { groups, interfaces } = this.#context.network.state(scope);
    for (const id of securityGroups) if (!groups.has(id)) throw errors.invalidSecurityGroup(id);
    loadBalancer.securityGroups = securityGroups;
    for (const { interfaceId } of loadBalancer.zones) {
      const attached = interfaces.get(interfaceId);
      if (attached) attached.securityGroups = [...securityGroups];
    }
    return loadBalancer;
  }

  /** Replaces the subnets. Those that stay keep their interface and its address. Source: ELBv2 API, SetSubnets. */
  setSubnets(scope: Scope, arn: string, ids: string[]): LoadBalancer {
    const loadBalancer = this.get(scope, arn);
    const subnets = this.#subnetsOf(scope, ids);
    if (subnets.some(({ vpcId }) => vpcId !== loadBalancer.vpcId)) throw errors.subnetsInDifferentVpcs();
    const { zones } = loadBalancer;
    for (const { subnetId, interfaceId } of zones)
      if (!ids.includes(subnetId)) this.#context.network.detach(scope, interfaceId);
    loadBalancer.zones = subnets.map(
      (subnet) => zones.find(({ subnetId }) => subnetId === subnet.id) ?? this.#attach(scope, subnet, loadBalancer),
    );
    return loadBalancer;
  }

  /** Its listeners go with it. Deleting what is gone succeeds. Source: ELBv2 API, DeleteLoadBalancer. */
  async delete(scope: Scope, arn: string): Promise<void> {
    const { loadBalancers, listeners } = this.#context.stateOf(scope);
    const loadBalancer = loadBalancers.get(arn);
    if (!loadBalancer) return;
    if (loadBalancer.attributes.get('deletion_protection.enabled') === 'true') throw errors.deletionProtected(arn);
    for (const listener of listeners.values())
      if (listener.loadBalancerArn === arn) this.#listeners.forget(scope, listener.arn);
    loadBalancers.delete(arn);
    this.#tagging.forget(scope, arn);
    for (const { interfaceId } of loadBalancer.zones) this.#context.network.detach(scope, interfaceId);
    await this.#context.publish();
  }

  #attach(
    scope: Scope,
    subnet: Subnet,
    { fullName, securityGroups }: Pick<LoadBalancer, 'fullName' | 'securityGroups'>,
  ): LoadBalancer['zones'][number] {
    const attached = this.#context.network.attach(scope, subnet.id, {
      description: `ELB ${fullName}`,
      securityGroups,
      requesterId: REQUESTER,
    });
    return {
      zone: subnet.availabilityZone,
      subnetId: subnet.id,
      interfaceId: attached.id,
      address: attached.privateAddress,
    };
  }

  #subnetsOf(scope: Scope, ids: string[]) {
    const known = this.#context.network.state(scope).subnets;
    const subnets = ids.map((id) => {
      const subnet = known.get(id);
      if (!subnet) throw errors.subnetNotFound(id);
      return subnet;
    });
    if (new Set(subnets.map(({ vpcId }) => vpcId)).size > 1) throw errors.subnetsInDifferentVpcs();
    const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone));
    if (zones.size < subnets.length) throw errors.subnetsInOneZone();
    if (zones.size < 2) throw errors.tooFewZones();
    return subnets;
  }
}
