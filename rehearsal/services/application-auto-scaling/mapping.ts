import type {
  ScalableTarget as WireTarget,
  ScalingActivity as WireActivity,
  ScalingPolicy as WirePolicy,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import type { Scope } from '../../kernel/scope.ts';
import { arnOf } from '../../kernel/scope.ts';
import { invalid } from '../../runtime/scaling/errors.ts';
import { checkKind } from '../../runtime/scaling/resource-id.ts';
import type { ScalableTarget, ScalingActivity, ScalingPolicy } from '../../runtime/scaling/scaling-state.ts';

const KIND = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

export const wireTarget = (target: ScalableTarget): WireTarget => ({
  ...KIND,
  ResourceId: target.resourceId,
  MinCapacity: target.minimum,
  MaxCapacity: target.maximum,
  RoleARN: target.roleArn,
  CreationTime: new Date(target.createdAt),
  SuspendedState: {
    DynamicScalingInSuspended: target.suspended.dynamicScalingIn,
    DynamicScalingOutSuspended: target.suspended.dynamicScalingOut,
    ScheduledScalingSuspended: target.suspended.scheduledScaling,
  },
  ScalableTargetARN: target.arn,
});

export const wirePolicy = (scope: Scope, policy: ScalingPolicy): WirePolicy => ({
  ...KIND,
  PolicyARN: policy.arn,
  PolicyName: policy.name,
  ResourceId: policy.resourceId,
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: policy.configuration as TargetTrackingScalingPolicyConfiguration,
  Alarms: wireAlarms(scope, policy),
  CreationTime: new Date(policy.createdAt),
});

export const wireAlarms = (scope: Scope, { alarms }: ScalingPolicy) =>
  Object.values(alarms).map((AlarmName: string) => ({
    AlarmName,
    AlarmARN: arnOf(scope, 'cloudwatch', `alarm:${AlarmName}`),
  }));

export const wireActivity = (activity: ScalingActivity): WireActivity => ({
  ...KIND,
  ActivityId: activity.id,
  ResourceId: activity.resourceId,
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.startedAt),
  ...(activity.endedAt !== undefined && { EndTime: new Date(activity.endedAt) }),
  StatusCode: activity.status,
  StatusMessage: activity.message,
});

/** What every operation on one target names. Throws for what is missing, and for what is no ECS service. */
export function targetOf(input: {
  ServiceNamespace?: string | undefined;
  ResourceId?: string | undefined;
  ScalableDimension?: string | undefined;
}): string {
  required(input.ServiceNamespace, 'serviceNamespace');
  required(input.ScalableDimension, 'scalableDimension');
  checkKind(input.ServiceNamespace, input.ScalableDimension);
  return required(input.ResourceId, 'resourceId');
}

export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined)
    throw invalid(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

/** Of each list. Source: MaxResults of the Describe operations: at most 50, which is the default. */
const PAGE = 50;

/** One page of a list; the token is the position at which the next begins. */
export function page<T>(
  items: readonly T[],
  { NextToken, MaxResults = PAGE }: { NextToken?: string | undefined; MaxResults?: number | undefined },
): { items: T[]; NextToken?: string } {
  const from = Number(NextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalid('The next token is invalid.');
  const to = from + Math.min(MaxResults, PAGE);
  return { items: items.slice(from, to), ...(to < items.length && { NextToken: String(to) }) };
}
