import type { ListRulesCommandInput, ListRulesResponse } from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus, page, wireRule } from '../mapping.ts';

export const listRules =
  ({ events }: EventBridgeDependencies): Handler<ListRulesCommandInput, ListRulesResponse> =>
  ({ NamePrefix = '', EventBusName, NextToken, Limit }, { scope }) => {
    assertDefaultBus(EventBusName);
    const matching = events.list(scope).filter(({ name }) => name.startsWith(NamePrefix));
    const { items, nextToken } = page(matching, NextToken, Limit);
    return { Rules: items.map(wireRule), NextToken: nextToken };
  };
