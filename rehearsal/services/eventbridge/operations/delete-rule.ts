import type { DeleteRuleCommandInput } from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus, required } from '../mapping.ts';

export const deleteRule =
  ({ events }: EventBridgeDependencies): Handler<DeleteRuleCommandInput, void> =>
  ({ Name, EventBusName }, { scope }) => {
    assertDefaultBus(EventBusName);
    events.delete(scope, required(Name, 'name'));
  };
