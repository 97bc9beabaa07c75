import type * as ec2 from '@aws-sdk/client-ec2';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import type { Filter } from '../../runtime/network/filter.ts';
import type { SecurityGroup, Subnet, Tags, Vpc } from '../../runtime/network/network-state.ts';
import type { NetworkInterface } from '../../runtime/ports/network-addresses.ts';
import { toPermissions } from './permission-mapping.ts';

export const fromFilters = (filters: ec2.Filter[] | undefined): Filter[] =>
  (filters ?? []).map(({ Name, Values }) => ({ name: Name ?? '', values: Values ?? [] }));

export const toVpc = (scope: Scope, vpc: Vpc): ec2.Vpc => ({
  VpcId: vpc.id,
  OwnerId: scope.account,
  CidrBlock: vpc.cidrBlock,
  CidrBlockAssociationSet: [
    { AssociationId: vpc.associationId, CidrBlock: vpc.cidrBlock, CidrBlockState: { State: 'associated' } },
  ],
  InstanceTenancy: vpc.tenancy as ec2.Tenancy,
  IsDefault: false,
  State: 'available',
  Tags: toTags(vpc.tags),
});

export const toSubnet = (scope: Scope, subnet: Subnet, freeAddresses: number): ec2.Subnet => ({
  SubnetId: subnet.id,
  SubnetArn: arnOf(scope, 'ec2', `subnet/${subnet.id}`),
  OwnerId: scope.account,
  VpcId: subnet.vpcId,
  CidrBlock: subnet.cidrBlock,
  AvailabilityZone: subnet.availabilityZone,
  AvailableIpAddressCount: freeAddresses,
  DefaultForAz: false,
  MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
  State: 'available',
  Tags: toTags(subnet.tags),
});

export const toSecurityGroup = (scope: Scope, group: SecurityGroup): ec2.SecurityGroup => ({
  GroupId: group.id,
  GroupName: group.name,
  Description: group.description,
  OwnerId: scope.account,
  VpcId: group.vpcId,
  SecurityGroupArn: arnOf(scope, 'ec2', `security-group/${group.id}`),
  IpPermissions: toPermissions(
    scope,
    group.rules.filter(({ direction }) => direction === 'ingress'),
  ),
  IpPermissionsEgress: toPermissions(
    scope,
    group.rules.filter(({ direction }) => direction === 'egress'),
  ),
  Tags: toTags(group.tags),
});

export const toNetworkInterface = (
  scope: Scope,
  attached: NetworkInterface,
  groupName: (id: string) => string | undefined,
): ec2.NetworkInterface => ({
  NetworkInterfaceId: attached.id,
  AvailabilityZone: attached.availabilityZone,
  Description: attached.description,
  Groups: attached.securityGroups.map((GroupId) => ({ GroupId, GroupName: groupName(GroupId) })),
  InterfaceType: attached.interfaceType,
  Attachment: { Status: attached.attachmentStatus, DeviceIndex: 1, DeleteOnTermination: false },
  OwnerId: scope.account,
  PrivateIpAddress: attached.privateAddress,
  PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: attached.privateAddress }],
  ...(attached.publicAddress === undefined ? {} : { Association: { PublicIp: attached.publicAddress } }),
  RequesterId: attached.requesterId,
  RequesterManaged: attached.requesterId !== undefined,
  SourceDestCheck: true,
  Status: 'in-use',
  SubnetId: attached.subnetId,
  VpcId: attached.vpcId,
  TagSet: [],
});

const toTags = (tags: Tags): ec2.Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
