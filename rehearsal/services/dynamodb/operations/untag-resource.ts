import type { UntagResourceCommandInput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const untagResource =
  ({ tables }: DynamodbDependencies): Handler<UntagResourceCommandInput, object> =>
  (input, { scope }) => {
    const { tags, arn } = tables.find(scope, required(input.ResourceArn, 'resourceArn'));
    const gone = required(input.TagKeys, 'tagKeys');
    tables.update(scope, arn, {
      tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.includes(key))),
    });
    return {};
  };
