import type { TagResourceCommandInput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required, tagsOf } from '../mapping.ts';

export const tagResource =
  ({ tables }: DynamodbDependencies): Handler<TagResourceCommandInput, object> =>
  (input, { scope }) => {
    const { tags, arn } = tables.find(scope, required(input.ResourceArn, 'resourceArn'));
    tables.update(scope, arn, { tags: { ...tags, ...tagsOf(input.Tags) } });
    return {};
  };
