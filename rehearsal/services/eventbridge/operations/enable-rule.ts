import type { EnableRuleCommandInput } from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus, required } from '../mapping.ts';

export const enableRule =
  ({ events }: EventBridgeDependencies): Handler<EnableRuleCommandInput, void> =>
  ({ Name, EventBusName }, { scope }) => {
    assertDefaultBus(EventBusName);
    events.enable(scope, required(Name, 'name'), true);
  };
