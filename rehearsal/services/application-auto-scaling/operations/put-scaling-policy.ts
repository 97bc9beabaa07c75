import type { PutScalingPolicyCommandInput, PutScalingPolicyResponse } from '@aws-sdk/client-application-auto-scaling';
import { notRehearsed } from '../../../runtime/scaling/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { required, targetOf, wireAlarms } from '../mapping.ts';

/** The default type is step scaling. Source: PutScalingPolicy, PolicyType. */
export const putScalingPolicy =
  ({
    autoScaling,
  }: ApplicationAutoScalingDependencies): Handler<PutScalingPolicyCommandInput, PutScalingPolicyResponse> =>
  (input, { scope }) => {
    const { PolicyType = 'StepScaling', TargetTrackingScalingPolicyConfiguration: configuration } = input;
    const resourceId = targetOf(input);
    if (PolicyType !== 'TargetTrackingScaling') throw notRehearsed(`the policy type ${PolicyType}`);
    const policy = autoScaling.policies.put(
      scope,
      resourceId,
      required(input.PolicyName, 'policyName'),
      required(configuration, 'targetTrackingScalingPolicyConfiguration'),
    );
    return { PolicyARN: policy.arn, Alarms: wireAlarms(scope, policy) };
  };
