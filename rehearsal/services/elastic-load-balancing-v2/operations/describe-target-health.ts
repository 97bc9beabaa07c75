import type {
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  TargetDescription,
  TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { TargetHealth } from '../../../runtime/ports/target-groups.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<DescribeTargetHealthCommandInput, Omit<DescribeTargetHealthCommandOutput, '$metadata'>>;

export const describeTargetHealth =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const arn = required(input.TargetGroupArn, 'TargetGroupArn');
    const group = loadBalancing.targetGroups.get(scope, arn);
    const all = loadBalancing.targetGroups.health(scope, arn);
    return {
      TargetHealthDescriptions: askedFor(all, input.Targets, group.port).map(
        ({ id, port, state, reason, description }) => ({
          Target: { Id: id, ...(port !== undefined && { Port: port }) },
          ...(port !== undefined && { HealthCheckPort: String(port) }),
          TargetHealth: {
            State: state,
            Reason: reason as TargetHealthReasonEnum | undefined,
            Description: description,
          },
        }),
      ),
    };
  };

/** All targets, or those that were named; a named one that is not registered is `unused`. Source: ELBv2 API, TargetHealth. */
function askedFor(all: TargetHealth[], asked: TargetDescription[] | undefined, groupPort?: number): TargetHealth[] {
  if (!asked?.length) return all;
  return asked.map(({ Id = '', Port = groupPort }) => {
    const found = all.find(({ id, port }) => id === Id && port === Port);
    const description = 'Target is not registered to the target group';
    const port = Port === undefined ? {} : { port: Port };
    return found ?? { id: Id, ...port, state: 'unused', reason: 'Target.NotRegistered', description };
  });
}
