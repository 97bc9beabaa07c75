import type { ModifyRuleCommandInput, ModifyRuleCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromActions } from '../action-mapping.ts';
import { fromConditions } from '../condition-mapping.ts';
import { refuse, required, toRule } from '../mapping.ts';

type Operation = Handler<ModifyRuleCommandInput, Omit<ModifyRuleCommandOutput, '$metadata'>>;

export const modifyRule =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    refuse(input, ['Transforms', 'ResetTransforms'], 'ModifyRule');
    const rule = await loadBalancing.rules.modify(scope, required(input.RuleArn, 'RuleArn'), {
      conditions: input.Conditions?.length ? fromConditions(input.Conditions) : undefined,
      action: input.Actions?.length ? fromActions(input.Actions, 'Actions') : undefined,
    });
    return { Rules: [toRule(rule)] };
  };
