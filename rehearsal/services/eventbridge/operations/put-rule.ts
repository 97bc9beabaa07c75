import type { PutRuleCommandInput, PutRuleResponse } from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus, fromTags } from '../mapping.ts';

export const putRule =
  ({ events }: EventBridgeDependencies): Handler<PutRuleCommandInput, PutRuleResponse> =>
  (input, { scope }) => {
    assertDefaultBus(input.EventBusName);
    return { RuleArn: events.put(scope, input, fromTags(input.Tags)).arn };
  };
