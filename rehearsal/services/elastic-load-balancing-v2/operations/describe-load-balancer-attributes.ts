import type {
  DescribeLoadBalancerAttributesCommandInput,
  DescribeLoadBalancerAttributesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required, toAttributes } from '../mapping.ts';

type Operation = Handler<
  DescribeLoadBalancerAttributesCommandInput,
  Omit<DescribeLoadBalancerAttributesCommandOutput, '$metadata'>
>;

export const describeLoadBalancerAttributes =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const { attributes } = loadBalancing.loadBalancers.get(scope, required(input.LoadBalancerArn, 'LoadBalancerArn'));
    return { Attributes: toAttributes(attributes) };
  };
