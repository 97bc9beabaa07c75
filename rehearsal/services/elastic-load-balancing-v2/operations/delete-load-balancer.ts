import type { DeleteLoadBalancerCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<DeleteLoadBalancerCommandInput, Record<string, never>>;

export const deleteLoadBalancer =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    await loadBalancing.loadBalancers.delete(scope, required(input.LoadBalancerArn, 'LoadBalancerArn'));
    return {};
  };
