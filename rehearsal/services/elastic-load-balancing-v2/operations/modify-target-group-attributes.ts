import type {
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupAttributesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromAttributes, required, toAttributes } from '../mapping.ts';

type Operation = Handler<
  ModifyTargetGroupAttributesCommandInput,
  Omit<ModifyTargetGroupAttributesCommandOutput, '$metadata'>
>;

export const modifyTargetGroupAttributes =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const arn = required(input.TargetGroupArn, 'TargetGroupArn');
    const changes = fromAttributes(required(input.Attributes, 'Attributes'));
    const { attributes } = await loadBalancing.targetGroups.modifyAttributes(scope, arn, changes);
    return { Attributes: toAttributes(attributes) };
  };
