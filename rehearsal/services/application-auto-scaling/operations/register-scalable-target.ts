import type {
  RegisterScalableTargetCommandInput,
  RegisterScalableTargetResponse,
} from '@aws-sdk/client-application-auto-scaling';
import type { SuspendedState } from '../../../runtime/scaling/scaling-state.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { targetOf } from '../mapping.ts';

export const registerScalableTarget =
  ({
    autoScaling,
  }: ApplicationAutoScalingDependencies): Handler<RegisterScalableTargetCommandInput, RegisterScalableTargetResponse> =>
  (input, { scope }) => {
    const target = autoScaling.targets.register(scope, {
      resourceId: targetOf(input),
      minimum: input.MinCapacity,
      maximum: input.MaxCapacity,
      roleArn: input.RoleARN,
      tags: input.Tags,
      suspended: input.SuspendedState && suspendedOf(input.SuspendedState),
    });
    return { ScalableTargetARN: target.arn };
  };

const suspendedOf = ({
  DynamicScalingInSuspended: scalingIn,
  DynamicScalingOutSuspended: scalingOut,
  ScheduledScalingSuspended: scheduled,
}: NonNullable<RegisterScalableTargetCommandInput['SuspendedState']>): Partial<SuspendedState> => ({
  ...(scalingIn !== undefined && { dynamicScalingIn: scalingIn }),
  ...(scalingOut !== undefined && { dynamicScalingOut: scalingOut }),
  ...(scheduled !== undefined && { scheduledScaling: scheduled }),
});
