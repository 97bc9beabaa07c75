import type {
  DeleteScalingPolicyCommandInput,
  DeleteScalingPolicyResponse,
} from '@aws-sdk/client-application-auto-scaling';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { required, targetOf } from '../mapping.ts';

export const deleteScalingPolicy =
  ({
    autoScaling,
  }: ApplicationAutoScalingDependencies): Handler<DeleteScalingPolicyCommandInput, DeleteScalingPolicyResponse> =>
  (input, { scope }) => {
    autoScaling.policies.delete(scope, targetOf(input), required(input.PolicyName, 'policyName'));
    return {};
  };
