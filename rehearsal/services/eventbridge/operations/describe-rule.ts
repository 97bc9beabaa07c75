import type { DescribeRuleCommandInput, DescribeRuleResponse } from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus, required, wireRule } from '../mapping.ts';

export const describeRule =
  ({ events }: EventBridgeDependencies): Handler<DescribeRuleCommandInput, DescribeRuleResponse> =>
  ({ Name, EventBusName }, { scope }) => {
    assertDefaultBus(EventBusName);
    return { ...wireRule(events.get(scope, required(Name, 'name'))), CreatedBy: scope.account };
  };
