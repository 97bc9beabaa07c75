import * as client from '@aws-sdk/client-ec2';
import type { Network } from '../../runtime/network/network.ts';
import type { ServiceTable } from '../../wire/service-table.ts';
import { authorizeSecurityGroupEgress } from './operations/authorize-security-group-egress.ts';
import { authorizeSecurityGroupIngress } from './operations/authorize-security-group-ingress.ts';
import { describeAvailabilityZones } from './operations/describe-availability-zones.ts';
import { describeManagedPrefixLists } from './operations/describe-managed-prefix-lists.ts';
import { describeNetworkInterfaces } from './operations/describe-network-interfaces.ts';
import { describeSecurityGroups } from './operations/describe-security-groups.ts';
import { describeSubnets } from './operations/describe-subnets.ts';
import { describeVpcs } from './operations/describe-vpcs.ts';
import { revokeSecurityGroupEgress } from './operations/revoke-security-group-egress.ts';
import { revokeSecurityGroupIngress } from './operations/revoke-security-group-ingress.ts';

/** The part of EC2 that tells where things are: interfaces, subnets, security groups. */
export function ec2Api(deps: { network: Network }): ServiceTable {
  const { network } = deps;
  return {
    name: 'ec2',
    client,
    gaps: [
      "Network interfaces, VPCs, subnets, security groups, availability zones and AWS's own prefix lists of S3 and DynamoDB can be described; nothing else of EC2 is implemented.",
      'Networks are made by CloudFormation only: CreateVpc, CreateSubnet, CreateSecurityGroup and the like are not implemented.',
      'Security groups are remembered and not enforced: on one machine every address is reachable.',
      'Results come in one page; MaxResults and NextToken are ignored. Filters that are not implemented are refused by name.',
      'Internet-facing load balancers have no public addresses: their interfaces carry no association.',
    ],
    operations: {
      AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress(network),
      AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress(network),
      DescribeAvailabilityZones: describeAvailabilityZones(),
      DescribeManagedPrefixLists: describeManagedPrefixLists(),
      DescribeNetworkInterfaces: describeNetworkInterfaces(network),
      DescribeSecurityGroups: describeSecurityGroups(network),
      DescribeSubnets: describeSubnets(network),
      DescribeVpcs: describeVpcs(network),
      RevokeSecurityGroupEgress: revokeSecurityGroupEgress(network),
      RevokeSecurityGroupIngress: revokeSecurityGroupIngress(network),
    },
  };
}
