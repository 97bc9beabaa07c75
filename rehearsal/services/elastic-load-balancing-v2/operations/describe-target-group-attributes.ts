import type {
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required, toAttributes } from '../mapping.ts';

type Operation = Handler<
  DescribeTargetGroupAttributesCommandInput,
  Omit<DescribeTargetGroupAttributesCommandOutput, '$metadata'>
>;

export const describeTargetGroupAttributes =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const { attributes } = loadBalancing.targetGroups.get(scope, required(input.TargetGroupArn, 'TargetGroupArn'));
    return { Attributes: toAttributes(attributes) };
  };
