import type {
  DescribeStackResourceCommandInput,
  DescribeStackResourceCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { noSuchResource } from '../../../runtime/stacks/errors.ts';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required, resourceOf } from '../mapping.ts';

export const describeStackResource =
  (stacks: Stacks): Handler<DescribeStackResourceCommandInput, Omit<DescribeStackResourceCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const stack = stacks.byName(scope, required('stackName', input.StackName));
    const logicalId = required('logicalResourceId', input.LogicalResourceId);
    const record = stack.resources.get(logicalId);
    if (!record) throw noSuchResource(logicalId, stack.name);
    const { Timestamp, ...detail } = resourceOf(stack, record);
    const metadata = stack.included?.template.Resources[logicalId]?.Metadata;
    return {
      StackResourceDetail: {
        ...detail,
        LogicalResourceId: logicalId,
        ResourceType: record.type,
        ResourceStatus: detail.ResourceStatus,
        LastUpdatedTimestamp: Timestamp,
        ...(metadata !== undefined && { Metadata: JSON.stringify(metadata) }),
      },
    };
  };
