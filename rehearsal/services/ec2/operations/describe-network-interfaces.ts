import type {
  DescribeNetworkInterfacesCommandInput,
  DescribeNetworkInterfacesCommandOutput,
} from '@aws-sdk/client-ec2';
import { applyFilters } from '../../../runtime/network/filter.ts';
import { interfaceNotFound } from '../../../runtime/network/errors.ts';
import type { Network } from '../../../runtime/network/network.ts';
import type { NetworkInterface } from '../../../runtime/ports/network-addresses.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromFilters, toNetworkInterface } from '../mapping.ts';

type Operation = Handler<
  DescribeNetworkInterfacesCommandInput,
  Omit<DescribeNetworkInterfacesCommandOutput, '$metadata'>
>;

export const describeNetworkInterfaces =
  (network: Network): Operation =>
  (input, { scope }) => {
    const { interfaces, groups } = network.state(scope);
    const asked = input.NetworkInterfaceIds?.map((id) => {
      const found = interfaces.get(id);
      if (!found) throw interfaceNotFound(id);
      return found;
    });
    const found = applyFilters(asked?.length ? asked : [...interfaces.values()], fromFilters(input.Filters), FILTERS);
    return {
      NetworkInterfaces: found.map((attached) => toNetworkInterface(scope, attached, (id) => groups.get(id)?.name)),
    };
  };

/** Source: EC2 API, DescribeNetworkInterfaces, Filter.N. */
const FILTERS: Record<string, (attached: NetworkInterface) => string | readonly string[] | undefined> = {
  'addresses.private-ip-address': ({ privateAddress }) => privateAddress,
  'attachment.status': ({ attachmentStatus }) => attachmentStatus,
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  description: ({ description }) => description,
  'group-id': ({ securityGroups }) => securityGroups,
  'interface-type': ({ interfaceType }) => interfaceType,
  'network-interface-id': ({ id }) => id,
  'private-ip-address': ({ privateAddress }) => privateAddress,
  'requester-id': ({ requesterId }) => requesterId,
  'requester-managed': ({ requesterId }) => String(requesterId !== undefined),
  status: () => 'in-use',
  'subnet-id': ({ subnetId }) => subnetId,
  'vpc-id': ({ vpcId }) => vpcId,
};
