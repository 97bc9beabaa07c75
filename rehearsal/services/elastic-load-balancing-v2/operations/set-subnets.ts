import type { SetSubnetsCommandInput, SetSubnetsCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { refuse, required, toLoadBalancer } from '../mapping.ts';

type Operation = Handler<SetSubnetsCommandInput, Omit<SetSubnetsCommandOutput, '$metadata'>>;

export const setSubnets =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    refuse(input, ['SubnetMappings', 'IpAddressType', 'EnablePrefixForIpv6SourceNat'], 'SetSubnets');
    const arn = required(input.LoadBalancerArn, 'LoadBalancerArn');
    const changed = loadBalancing.loadBalancers.setSubnets(scope, arn, required(input.Subnets, 'Subnets'));
    const { AvailabilityZones, IpAddressType } = toLoadBalancer(changed);
    return { AvailabilityZones, IpAddressType };
  };
