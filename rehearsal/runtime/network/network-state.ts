import type { NetworkInterface } from '../ports/network-addresses.ts';
import type { Cidr } from './cidr.ts';

export type Tags = Record<string, string>;

export interface Vpc {
  /** `vpc-<17 hex>` */
  id: string;
  cidrBlock: string;
  cidr: Cidr;
  tenancy: string;
  dnsSupport: boolean;
  dnsHostnames: boolean;
  defaultSecurityGroupId: string;
  defaultNetworkAclId: string;
  associationId: string;
  tags: Tags;
}

export interface Subnet {
  /** `subnet-<17 hex>` */
  id: string;
  vpcId: string;
  cidrBlock: string;
  cidr: Cidr;
  availabilityZone: string;
  mapPublicIpOnLaunch: boolean;
  networkAclAssociationId: string;
  /** Addresses in use, as numbers. */
  taken: Set<number>;
  tags: Tags;
}

/** One source or destination a rule, as `IpPermission` with a single range or group. */
export interface SecurityGroupRule {
  /** `sgr-<17 hex>` */
  id: string;
  direction: 'ingress' | 'egress';
  /** `tcp`, `udp`, `icmp` or `-1` for all. */
  protocol: string;
  fromPort?: number | undefined;
  toPort?: number | undefined;
  peer: RulePeer;
  description?: string | undefined;
}

export type RulePeer =
  | { kind: 'cidr'; cidr: string }
  | { kind: 'cidrv6'; cidr: string }
  | { kind: 'group'; groupId: string }
  | { kind: 'prefix-list'; prefixListId: string };

export interface SecurityGroup {
  /** `sg-<17 hex>` */
  id: string;
  name: string;
  description: string;
  vpcId: string;
  rules: SecurityGroupRule[];
  tags: Tags;
}

/** What one account has in one region. */
export interface NetworkState {
  vpcs: Map<string, Vpc>;
  subnets: Map<string, Subnet>;
  groups: Map<string, SecurityGroup>;
  interfaces: Map<string, NetworkInterface>;
}

export const emptyNetwork = (): NetworkState => ({
  vpcs: new Map(),
  subnets: new Map(),
  groups: new Map(),
  interfaces: new Map(),
});
