import type { ListTargetsByRuleCommandInput, ListTargetsByRuleResponse } from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus, page, required, wireTarget } from '../mapping.ts';

export const listTargetsByRule =
  ({ events }: EventBridgeDependencies): Handler<ListTargetsByRuleCommandInput, ListTargetsByRuleResponse> =>
  ({ Rule, EventBusName, NextToken, Limit }, { scope }) => {
    assertDefaultBus(EventBusName);
    const { targets } = events.get(scope, required(Rule, 'rule'));
    const { items, nextToken } = page([...targets.values()], NextToken, Limit);
    return { Targets: items.map(wireTarget), NextToken: nextToken };
  };
