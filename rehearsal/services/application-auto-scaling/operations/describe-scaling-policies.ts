import type {
  DescribeScalingPoliciesCommandInput,
  DescribeScalingPoliciesResponse,
} from '@aws-sdk/client-application-auto-scaling';
import { checkKind } from '../../../runtime/scaling/resource-id.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { page, required, wirePolicy } from '../mapping.ts';

export const describeScalingPolicies =
  ({
    autoScaling,
  }: ApplicationAutoScalingDependencies): Handler<
    DescribeScalingPoliciesCommandInput,
    DescribeScalingPoliciesResponse
  > =>
  (input, { scope }) => {
    checkKind(required(input.ServiceNamespace, 'serviceNamespace'), input.ScalableDimension);
    const { PolicyNames: names, ResourceId } = input;
    const found = autoScaling.policies
      .list(scope)
      .filter(({ name }) => !names?.length || names.includes(name))
      .filter(({ resourceId }) => ResourceId === undefined || resourceId === ResourceId);
    const { items, ...rest } = page(found, input);
    return { ScalingPolicies: items.map((policy) => wirePolicy(scope, policy)), ...rest };
  };
