import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** These outputs of a stack. Throws an error that lists what the stack lacks. */
export async function stackOutputs<Key extends string>(
  client: CloudFormationClient,
  stack: string,
  keys: readonly Key[],
): Promise<Record<Key, string>> {
  const { Stacks: [description] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  const values = Object.fromEntries(
    (description?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  ) as Partial<Record<Key, string>>;
  const missing = keys.filter((key) => !values[key]);
  if (missing.length > 0)
    throw new Error(`The stack ${stack} has no output ${missing.join(', ')}: a drill cannot follow its releases.`);
  return values as Record<Key, string>;
}
