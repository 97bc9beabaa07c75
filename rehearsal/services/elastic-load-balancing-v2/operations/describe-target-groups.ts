import type {
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { toTargetGroup } from '../mapping.ts';

type Operation = Handler<DescribeTargetGroupsCommandInput, Omit<DescribeTargetGroupsCommandOutput, '$metadata'>>;

export const describeTargetGroups =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const { TargetGroupArns: arns, Names: names, LoadBalancerArn: loadBalancerArn } = input;
    const groups = loadBalancing.targetGroups.list(scope, { arns, names, loadBalancerArn });
    return {
      TargetGroups: groups.map((group) =>
        toTargetGroup(group, loadBalancing.targetGroups.loadBalancerArns(scope, group.arn)),
      ),
    };
  };
