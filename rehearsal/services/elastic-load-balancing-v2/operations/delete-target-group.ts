import type { DeleteTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<DeleteTargetGroupCommandInput, Record<string, never>>;

export const deleteTargetGroup =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    await loadBalancing.targetGroups.delete(scope, required(input.TargetGroupArn, 'TargetGroupArn'));
    return {};
  };
