import { createHash } from 'node:crypto';
import type { RecordedType, ResourceContext } from '../runtime/ports/resource-provider.ts';

/** Parts of a network that move no packets on one machine: remembered, so that templates may refer to them. */
export const recordedNetworkTypes: RecordedType[] = [
  recorded(
    'AWS::EC2::InternetGateway',
    'Everything here is on loopback: there is no internet to be a gateway to.',
    'igw',
    ['InternetGatewayId'],
  ),
  recorded('AWS::EC2::NatGateway', 'Tasks go out through the egress proxy, not through address translation.', 'nat', [
    'NatGatewayId',
  ]),
  {
    type: 'AWS::EC2::EIP',
    reason: 'Nothing is reached from outside this machine, so a public address has no use.',
    // Ref is the address itself. It lies in a range for documentation (RFC 5737), so that nobody mistakes it for a real one.
    describe: (_properties, context) => {
      const address = `203.0.113.${1 + (Number.parseInt(hexOf(context, 2), 16) % 254)}`;
      return { physicalId: address, attributes: { PublicIp: address, AllocationId: `eipalloc-${hexOf(context, 17)}` } };
    },
  },
  recorded('AWS::EC2::RouteTable', 'On loopback every address is reachable; there is nothing to route.', 'rtb', [
    'RouteTableId',
  ]),
  {
    type: 'AWS::EC2::Route',
    reason: 'On loopback every address is reachable; there is nothing to route.',
    describe: ({ RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId }) => {
      const destination = DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId;
      return { physicalId: `${String(RouteTableId)}|${String(destination)}`, attributes: { CidrBlock: destination } };
    },
  },
  recorded('AWS::EC2::SubnetRouteTableAssociation', 'Route tables are recorded, so are their subnets.', 'rtbassoc', [
    'Id',
  ]),
  {
    type: 'AWS::EC2::VPCGatewayAttachment',
    reason: 'Internet gateways are recorded, so are their VPCs.',
    describe: ({ VpcId, InternetGatewayId }) => ({
      physicalId: `${InternetGatewayId === undefined ? 'VGW' : 'IGW'}|${String(VpcId)}`,
      attributes: { AttachmentType: InternetGatewayId === undefined ? 'VGW' : 'IGW' },
    }),
  },
  recorded(
    'AWS::EC2::FlowLog',
    'There are no packets between addresses to log; requests are in the access log.',
    'fl',
    ['Id'],
  ),
  recorded('AWS::EC2::VPCEndpoint', 'AWS APIs are one endpoint on this machine, reached without a VPC.', 'vpce', [
    'Id',
  ]),
  recorded('AWS::EC2::NetworkAcl', 'Packets are not filtered on loopback.', 'acl', ['Id']),
  recorded('AWS::EC2::NetworkAclEntry', 'Packets are not filtered on loopback.', 'acle', ['Id']),
  recorded('AWS::EC2::SubnetNetworkAclAssociation', 'Network ACLs are recorded, so are their subnets.', 'aclassoc', [
    'AssociationId',
  ]),
];

/** A type whose `Ref` is an id of AWS's usual form, which the named attributes repeat. */
function recorded(type: string, reason: string, prefix: string, attributes: string[]): RecordedType {
  return {
    type,
    reason,
    describe: (_properties, context) => {
      const physicalId = `${prefix}-${hexOf(context, 17)}`;
      return { physicalId, attributes: Object.fromEntries(attributes.map((name) => [name, physicalId])) };
    },
  };
}

/** The same resource of the same stack has the same id, however often it is described. */
const hexOf = ({ stackId, logicalId }: ResourceContext, length: number): string =>
  createHash('sha256').update(`${stackId}/${logicalId}`).digest('hex').slice(0, length);
