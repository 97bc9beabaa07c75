import type {
  ModifyTargetGroupCommandInput,
  ModifyTargetGroupCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromHealthCheck } from '../health-check-mapping.ts';
import { required, toTargetGroup } from '../mapping.ts';

type Operation = Handler<ModifyTargetGroupCommandInput, Omit<ModifyTargetGroupCommandOutput, '$metadata'>>;

export const modifyTargetGroup =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const arn = required(input.TargetGroupArn, 'TargetGroupArn');
    const group = await loadBalancing.targetGroups.modify(scope, arn, fromHealthCheck(input));
    return { TargetGroups: [toTargetGroup(group, loadBalancing.targetGroups.loadBalancerArns(scope, arn))] };
  };
