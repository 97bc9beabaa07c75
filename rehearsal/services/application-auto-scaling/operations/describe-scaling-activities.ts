import type {
  DescribeScalingActivitiesCommandInput,
  DescribeScalingActivitiesResponse,
} from '@aws-sdk/client-application-auto-scaling';
import { checkKind } from '../../../runtime/scaling/resource-id.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { page, required, wireActivity } from '../mapping.ts';

export const describeScalingActivities =
  ({
    autoScaling,
  }: ApplicationAutoScalingDependencies): Handler<
    DescribeScalingActivitiesCommandInput,
    DescribeScalingActivitiesResponse
  > =>
  (input, { scope }) => {
    checkKind(required(input.ServiceNamespace, 'serviceNamespace'), input.ScalableDimension);
    const { ResourceId } = input;
    const found = autoScaling.activities
      .list(scope)
      .filter(({ resourceId }) => ResourceId === undefined || resourceId === ResourceId);
    const { items, ...rest } = page(found, input);
    return { ScalingActivities: items.map(wireActivity), ...rest };
  };
