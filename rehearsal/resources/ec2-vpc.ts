import { tags as tagsShape } from '../domain/stack/property-shape.ts';
import type { Network } from '../runtime/network/network.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import type { Vpc } from '../runtime/network/network-state.ts';
import { ec2Tags, type TemplateTag } from './ec2-tags.ts';
import { isTrue } from './template-boolean.ts';

interface VpcProperties {
  CidrBlock: string;
  EnableDnsHostnames?: boolean | string;
  EnableDnsSupport?: boolean | string;
  InstanceTenancy?: string;
  Tags?: TemplateTag[];
}

/** `AWS::EC2::VPC`. */
export function ec2VpcProvider({ network }: { network: Network }): ResourceProvider<VpcProperties> {
  return {
    type: 'AWS::EC2::VPC',
    properties: {
      CidrBlock: 'value',
      EnableDnsHostnames: 'value',
      EnableDnsSupport: 'value',
      InstanceTenancy: 'value',
      Tags: tagsShape,
    },
    replaceOn: ['CidrBlock', 'InstanceTenancy'],
    async create(properties, { scope, stackTags }) {
      const vpc = network.createVpc(scope, {
        cidrBlock: properties.CidrBlock,
        tags: ec2Tags(properties.Tags, stackTags),
        ...(properties.InstanceTenancy === undefined ? {} : { tenancy: properties.InstanceTenancy }),
        dnsSupport: properties.EnableDnsSupport === undefined || isTrue(properties.EnableDnsSupport),
        dnsHostnames: isTrue(properties.EnableDnsHostnames),
      });
      return stateOf(vpc);
    },
    async update({ physicalId }, properties, _previous, { scope, stackTags }) {
      const vpc = network.vpc(scope, physicalId);
      vpc.tags = ec2Tags(properties.Tags, stackTags);
      vpc.dnsSupport = properties.EnableDnsSupport === undefined || isTrue(properties.EnableDnsSupport);
      vpc.dnsHostnames = isTrue(properties.EnableDnsHostnames);
      return stateOf(vpc);
    },
    async delete({ physicalId }, _properties, { scope }) {
      if (network.state(scope).vpcs.has(physicalId)) network.deleteVpc(scope, physicalId);
    },
  };
}

const stateOf = (vpc: Vpc): ResourceState => ({
  physicalId: vpc.id,
  attributes: {
    VpcId: vpc.id,
    CidrBlock: vpc.cidrBlock,
    CidrBlockAssociations: [vpc.associationId],
    DefaultNetworkAcl: vpc.defaultNetworkAclId,
    DefaultSecurityGroup: vpc.defaultSecurityGroupId,
    Ipv6CidrBlocks: [],
  },
});
