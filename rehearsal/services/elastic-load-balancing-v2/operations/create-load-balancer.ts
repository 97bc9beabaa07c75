import type {
  CreateLoadBalancerCommandInput,
  CreateLoadBalancerCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { notRehearsed } from '../../../runtime/load-balancing/errors.ts';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromTags, refuse, required, toLoadBalancer } from '../mapping.ts';

type Operation = Handler<CreateLoadBalancerCommandInput, Omit<CreateLoadBalancerCommandOutput, '$metadata'>>;

export const createLoadBalancer =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const name = required(input.Name, 'Name');
    refuse(
      input,
      ['SubnetMappings', 'CustomerOwnedIpv4Pool', 'EnablePrefixForIpv6SourceNat', 'IpamPools'],
      'CreateLoadBalancer',
    );
    if (input.Type !== undefined && input.Type !== 'application')
      throw notRehearsed(`load balancers of type ${input.Type}`);
    if (input.IpAddressType !== undefined && input.IpAddressType !== 'ipv4')
      throw notRehearsed(`the IP address type ${input.IpAddressType}`);
    const loadBalancer = loadBalancing.loadBalancers.create(scope, {
      name,
      subnets: input.Subnets ?? [],
      securityGroups: input.SecurityGroups ?? [],
      scheme: input.Scheme ?? 'internet-facing',
      attributes: [],
      tags: fromTags(input.Tags),
    });
    return { LoadBalancers: [toLoadBalancer(loadBalancer)] };
  };
