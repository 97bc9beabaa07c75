import type {
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { toLoadBalancer } from '../mapping.ts';

type Operation = Handler<DescribeLoadBalancersCommandInput, Omit<DescribeLoadBalancersCommandOutput, '$metadata'>>;

export const describeLoadBalancers =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const found = loadBalancing.loadBalancers.list(scope, { arns: input.LoadBalancerArns, names: input.Names });
    return { LoadBalancers: found.map(toLoadBalancer) };
  };
