import type { Ids } from '../../kernel/ids.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { PerScope, type Scope } from '../../kernel/scope.ts';
import type { NetworkAddresses, NetworkInterface } from '../ports/network-addresses.ts';
import { contains, formatAddress, overlaps, parseCidr } from './cidr.ts';
import * as errors from './errors.ts';
import { emptyNetwork, type NetworkState, type Subnet, type Tags, type Vpc } from './network-state.ts';
import { SecurityGroups } from './security-groups.ts';

/** Addresses of every subnet that AWS keeps for itself: the first four and the last. Source: VPC guide, subnet sizing. */
const RESERVED_FIRST = 4;
const RESERVED_LAST = 1;
/** Source: VPC guide: a VPC and a subnet have between a /28 and a /16. */
const SMALLEST = 2 ** 4;
const LARGEST = 2 ** 16;

/** VPCs, subnets and network interfaces: enough that what is placed in them has addresses. Packets are not filtered. */
export class Network implements NetworkAddresses, Persistent {
  readonly name = 'network';
  readonly securityGroups: SecurityGroups;
  readonly #states = new PerScope<NetworkState>(emptyNetwork);
  readonly #ids: Ids;

  constructor({ ids }: { ids: Ids }) {
    this.#ids = ids;
    this.securityGroups = new SecurityGroups({ ids, stateOf: (scope) => this.#states.of(scope) });
  }

  state(scope: Scope): NetworkState {
    return this.#states.of(scope);
  }

  createVpc(
    scope: Scope,
    facts: { cidrBlock: string; tenancy?: string; dnsSupport?: boolean; dnsHostnames?: boolean; tags?: Tags },
  ): Vpc {
    const cidr = parseCidr(facts.cidrBlock);
    if (!cidr) throw errors.invalidRange(facts.cidrBlock);
    if (cidr.size < SMALLEST || cidr.size > LARGEST) throw errors.invalidVpcRange(facts.cidrBlock);
    const id = `vpc-${this.#ids.hex(17)}`;
    const vpc: Vpc = {
      id,
      cidrBlock: facts.cidrBlock,
      cidr,
      tenancy: facts.tenancy ?? 'default',
      dnsSupport: facts.dnsSupport ?? true,
      dnsHostnames: facts.dnsHostnames ?? false,
      defaultSecurityGroupId: this.securityGroups.createDefault(scope, id).id,
      defaultNetworkAclId: `acl-${this.#ids.hex(17)}`,
      associationId: `vpc-cidr-assoc-${this.#ids.hex(17)}`,
      tags: facts.tags ?? {},
    };
    this.state(scope).vpcs.set(id, vpc);
    return vpc;
  }

  vpc(scope: Scope, id: string): Vpc {
    const vpc = this.state(scope).vpcs.get(id);
    if (!vpc) throw errors.vpcNotFound(id);
    return vpc;
  }

  deleteVpc(scope: Scope, id: string): void {
    const vpc = this.vpc(scope, id);
    const { vpcs, subnets, groups } = this.state(scope);
    const isUsed =
      [...subnets.values()].some((subnet) => subnet.vpcId === id) ||
      [...groups.values()].some((group) => group.vpcId === id && group.id !== vpc.defaultSecurityGroupId);
    if (isUsed) throw errors.dependencyViolation('vpc', id);
    groups.delete(vpc.defaultSecurityGroupId);
    vpcs.delete(id);
  }

  createSubnet(
    scope: Scope,
    facts: { vpcId: string; cidrBlock: string; availabilityZone?: string; mapPublicIpOnLaunch?: boolean; tags?: Tags },
  ): Subnet {
    const vpc = this.vpc(scope, facts.vpcId);
    const cidr = parseCidr(facts.cidrBlock);
    if (!cidr) throw errors.invalidRange(facts.cidrBlock);
    if (cidr.size < SMALLEST || !contains(vpc.cidr, cidr)) throw errors.invalidSubnetRange(facts.cidrBlock);
    const { subnets } = this.state(scope);
    if ([...subnets.values()].some((other) => other.vpcId === vpc.id && overlaps(other.cidr, cidr)))
      throw errors.subnetConflict(facts.cidrBlock);
    const subnet: Subnet = {
      id: `subnet-${this.#ids.hex(17)}`,
      vpcId: vpc.id,
      cidrBlock: facts.cidrBlock,
      cidr,
      availabilityZone: facts.availabilityZone ?? `${scope.region}a`,
      mapPublicIpOnLaunch: facts.mapPublicIpOnLaunch ?? false,
      networkAclAssociationId: `aclassoc-${this.#ids.hex(17)}`,
      taken: new Set(),
      tags: facts.tags ?? {},
    };
    subnets.set(subnet.id, subnet);
    return subnet;
  }

  subnet(scope: Scope, id: string): Subnet {
    const subnet = this.state(scope).subnets.get(id);
    if (!subnet) throw errors.subnetNotFound(id);
    return subnet;
  }

  deleteSubnet(scope: Scope, id: string): void {
    if (this.subnet(scope, id).taken.size > 0) throw errors.dependencyViolation('subnet', id);
    this.state(scope).subnets.delete(id);
  }

  /** Addresses that are still free, as DescribeSubnets counts them. */
  freeAddresses(subnet: Subnet): number {
    return subnet.cidr.size - RESERVED_FIRST - RESERVED_LAST - subnet.taken.size;
  }

  attach(
    scope: Scope,
    subnetId: string,
    facts: { description: string; securityGroups: string[]; requesterId?: string },
  ): NetworkInterface {
    const subnet = this.subnet(scope, subnetId);
    for (const group of facts.securityGroups) this.securityGroups.get(scope, group);
    const address = this.#takeAddress(subnet);
    const attached: NetworkInterface = {
      id: `eni-${this.#ids.hex(17)}`,
      subnetId,
      vpcId: subnet.vpcId,
      availabilityZone: subnet.availabilityZone,
      privateAddress: formatAddress(address),
      description: facts.description,
      interfaceType: 'interface',
      ...(facts.requesterId === undefined ? {} : { requesterId: facts.requesterId }),
      securityGroups: [...facts.securityGroups],
      attachmentStatus: 'attached',
    };
    this.state(scope).interfaces.set(attached.id, attached);
    return attached;
  }

  detach(scope: Scope, interfaceId: string): void {
    const { interfaces, subnets } = this.state(scope);
    const found = interfaces.get(interfaceId);
    if (!found) throw errors.interfaceNotFound(interfaceId);
    interfaces.delete(interfaceId);
    const subnet = subnets.get(found.subnetId);
    for (const address of subnet?.taken ?? [])
      if (formatAddress(address) === found.privateAddress) subnet?.taken.delete(address);
  }

  save(): [Scope, NetworkState][] {
    return this.#states.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#states.refill(saved);
  }

  /** A random free address: as in AWS, nobody may count on an order. */
  #takeAddress(subnet: Subnet): number {
    const usable = subnet.cidr.size - RESERVED_FIRST - RESERVED_LAST;
    if (subnet.taken.size >= usable) throw errors.insufficientAddresses(subnet.id);
    let offset = Number.parseInt(this.#ids.hex(8), 16) % usable;
    while (subnet.taken.has(subnet.cidr.first + RESERVED_FIRST + offset)) offset = (offset + 1) % usable;
    const address = subnet.cidr.first + RESERVED_FIRST + offset;
    subnet.taken.add(address);
    return address;
  }
}
