import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  ListTagsForResourceCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { ScalingGateway } from './gateways.ts';

/** Key of the tag on a scalable target that a release has suspended. */
const MARK = 'deployer:suspended';

export function scalingGateway(client: ApplicationAutoScalingClient): ScalingGateway {
  const target = (cluster: string, service: string) =>
    ({
      ServiceNamespace: 'ecs',
      ResourceId: `service/${cluster}/${service}`,
      ScalableDimension: 'ecs:service:DesiredCount',
    }) as const;
  return {
    async of(cluster, service) {
      const { ResourceId, ...kind } = target(cluster, service);
      const { ScalableTargets: found = [] } = await client.send(
        new DescribeScalableTargetsCommand({ ...kind, ResourceIds: [ResourceId] }),
      );
      const { ScalableTargetARN: arn, SuspendedState: state } = found[0] ?? {};
      if (arn === undefined) return undefined;
      const { Tags: tags = {} } = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
      return {
        arn,
        suspended: {
          scalingIn: state?.DynamicScalingInSuspended ?? false,
          scalingOut: state?.DynamicScalingOutSuspended ?? false,
          scheduled: state?.ScheduledScalingSuspended ?? false,
        },
        mark: tags[MARK],
      };
    },
    async suspend(cluster, service, { scalingIn, scalingOut, scheduled }) {
      await client.send(
        new RegisterScalableTargetCommand({
          ...target(cluster, service),
          SuspendedState: {
            DynamicScalingInSuspended: scalingIn,
            DynamicScalingOutSuspended: scalingOut,
            ScheduledScalingSuspended: scheduled,
          },
        }),
      );
    },
    async mark(arn, text) {
      await client.send(new TagResourceCommand({ ResourceARN: arn, Tags: { [MARK]: text } }));
    },
    async unmark(arn) {
      await client.send(new UntagResourceCommand({ ResourceARN: arn, TagKeys: [MARK] }));
    },
  };
}
