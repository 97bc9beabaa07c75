import type { RegisterTargetsCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<RegisterTargetsCommandInput, Record<string, never>>;

export const registerTargets =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const arn = required(input.TargetGroupArn, 'TargetGroupArn');
    const targets = required(input.Targets, 'Targets').map(({ Id, Port }) => ({
      id: required(Id, 'Targets.Id'),
      port: Port,
    }));
    await loadBalancing.targetGroups.registerNamed(scope, arn, targets);
    return {};
  };
