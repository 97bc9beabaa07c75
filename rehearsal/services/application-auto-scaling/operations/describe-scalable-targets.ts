import type {
  DescribeScalableTargetsCommandInput,
  DescribeScalableTargetsResponse,
} from '@aws-sdk/client-application-auto-scaling';
import { checkKind } from '../../../runtime/scaling/resource-id.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { page, required, wireTarget } from '../mapping.ts';

export const describeScalableTargets =
  ({
    autoScaling,
  }: ApplicationAutoScalingDependencies): Handler<
    DescribeScalableTargetsCommandInput,
    DescribeScalableTargetsResponse
  > =>
  (input, { scope }) => {
    checkKind(required(input.ServiceNamespace, 'serviceNamespace'), input.ScalableDimension);
    const { ResourceIds: ids } = input;
    const found = autoScaling.targets.list(scope).filter(({ resourceId }) => !ids?.length || ids.includes(resourceId));
    const { items, ...rest } = page(found, input);
    return { ScalableTargets: items.map(wireTarget), ...rest };
  };
