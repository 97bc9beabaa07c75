import type { DeleteRuleCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<DeleteRuleCommandInput, Record<string, never>>;

export const deleteRule =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    await loadBalancing.rules.delete(scope, required(input.RuleArn, 'RuleArn'));
    return {};
  };
