import { tags as tagsShape } from '../domain/stack/property-shape.ts';
import type { Subnet } from '../runtime/network/network-state.ts';
import type { Network } from '../runtime/network/network.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { ec2Tags, type TemplateTag } from './ec2-tags.ts';
import { isTrue } from './template-boolean.ts';

interface SubnetProperties {
  VpcId: string;
  CidrBlock: string;
  AvailabilityZone?: string;
  MapPublicIpOnLaunch?: boolean | string;
  Tags?: TemplateTag[];
}

/** `AWS::EC2::Subnet`. */
export function ec2SubnetProvider({ network }: { network: Network }): ResourceProvider<SubnetProperties> {
  return {
    type: 'AWS::EC2::Subnet',
    properties: {
      VpcId: 'value',
      CidrBlock: 'value',
      AvailabilityZone: 'value',
      MapPublicIpOnLaunch: 'value',
      Tags: tagsShape,
    },
    replaceOn: ['VpcId', 'CidrBlock', 'AvailabilityZone'],
    async create(properties, { scope, stackTags }) {
      const subnet = network.createSubnet(scope, {
        vpcId: properties.VpcId,
        cidrBlock: properties.CidrBlock,
        mapPublicIpOnLaunch: isTrue(properties.MapPublicIpOnLaunch),
        tags: ec2Tags(properties.Tags, stackTags),
        ...(properties.AvailabilityZone === undefined ? {} : { availabilityZone: properties.AvailabilityZone }),
      });
      return stateOf(subnet);
    },
    async update({ physicalId }, properties, _previous, { scope, stackTags }) {
      const subnet = network.subnet(scope, physicalId);
      subnet.mapPublicIpOnLaunch = isTrue(properties.MapPublicIpOnLaunch);
      subnet.tags = ec2Tags(properties.Tags, stackTags);
      return stateOf(subnet);
    },
    async delete({ physicalId }, _properties, { scope }) {
      if (network.state(scope).subnets.has(physicalId)) network.deleteSubnet(scope, physicalId);
    },
  };
}

const stateOf = (subnet: Subnet): ResourceState => ({
  physicalId: subnet.id,
  attributes: {
    SubnetId: subnet.id,
    AvailabilityZone: subnet.availabilityZone,
    CidrBlock: subnet.cidrBlock,
    Ipv6CidrBlocks: [],
    NetworkAclAssociationId: subnet.networkAclAssociationId,
    VpcId: subnet.vpcId,
  },
});
