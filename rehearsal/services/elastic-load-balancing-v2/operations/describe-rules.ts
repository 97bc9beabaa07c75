import type { DescribeRulesCommandInput, DescribeRulesCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { toRule } from '../mapping.ts';

type Operation = Handler<DescribeRulesCommandInput, Omit<DescribeRulesCommandOutput, '$metadata'>>;

export const describeRules =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const rules = loadBalancing.rules.list(scope, { listenerArn: input.ListenerArn, arns: input.RuleArns });
    return { Rules: rules.map(toRule) };
  };
