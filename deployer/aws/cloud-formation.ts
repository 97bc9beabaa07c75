import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CannotRelease } from '../release/cannot-release.ts';
import type { Gateways } from './gateways.ts';

export function stackGateway(client: CloudFormationClient): Gateways['stacks'] {
  return {
    async outputs(stack) {
      const { Stacks = [] } = await client
        .send(new DescribeStacksCommand({ StackName: stack }))
        .catch((error: Error) => {
          // CloudFormation says "Stack with id x does not exist" as a ValidationError.
          if (error.name === 'ValidationError')
            throw new CannotRelease(`${error.message}. Is this the right account and region?`);
          throw error;
        });
      return Object.fromEntries(
        (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
    },
  };
}
