import type {
  DescribeStackResourcesCommandInput,
  DescribeStackResourcesCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { noSuchResource } from '../../../runtime/stacks/errors.ts';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required, resourceOf } from '../mapping.ts';

export const describeStackResources =
  (
    stacks: Stacks,
  ): Handler<DescribeStackResourcesCommandInput, Omit<DescribeStackResourcesCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const stack = stacks.byName(scope, required('stackName', input.StackName));
    const records = [...stack.resources.values()].filter(
      ({ logicalId }) => input.LogicalResourceId === undefined || logicalId === input.LogicalResourceId,
    );
    if (input.LogicalResourceId !== undefined && records.length === 0)
      throw noSuchResource(input.LogicalResourceId, stack.name);
    return { StackResources: records.map((record) => resourceOf(stack, record)) };
  };
