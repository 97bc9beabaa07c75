import type { CreateRuleCommandInput, CreateRuleCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromActions } from '../action-mapping.ts';
import { fromConditions } from '../condition-mapping.ts';
import { fromTags, refuse, required, toRule } from '../mapping.ts';

type Operation = Handler<CreateRuleCommandInput, Omit<CreateRuleCommandOutput, '$metadata'>>;

export const createRule =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    refuse(input, ['Transforms'], 'CreateRule');
    const rule = await loadBalancing.rules.create(scope, {
      listenerArn: required(input.ListenerArn, 'ListenerArn'),
      priority: required(input.Priority, 'Priority'),
      conditions: fromConditions(required(input.Conditions, 'Conditions')),
      action: fromActions(input.Actions, 'Actions'),
      tags: fromTags(input.Tags),
    });
    return { Rules: [toRule(rule)] };
  };
