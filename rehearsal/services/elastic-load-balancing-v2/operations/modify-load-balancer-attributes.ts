import type {
  ModifyLoadBalancerAttributesCommandInput,
  ModifyLoadBalancerAttributesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromAttributes, required, toAttributes } from '../mapping.ts';

type Operation = Handler<
  ModifyLoadBalancerAttributesCommandInput,
  Omit<ModifyLoadBalancerAttributesCommandOutput, '$metadata'>
>;

export const modifyLoadBalancerAttributes =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const arn = required(input.LoadBalancerArn, 'LoadBalancerArn');
    const changes = fromAttributes(required(input.Attributes, 'Attributes'));
    const { attributes } = await loadBalancing.loadBalancers.modifyAttributes(scope, arn, changes);
    return { Attributes: toAttributes(attributes) };
  };
