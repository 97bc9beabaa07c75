import type { ListTagsOfResourceCommandInput, ListTagsOfResourceOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required, wireTags } from '../mapping.ts';

export const listTagsOfResource =
  ({ tables }: DynamodbDependencies): Handler<ListTagsOfResourceCommandInput, ListTagsOfResourceOutput> =>
  (input, { scope }) => ({ Tags: wireTags(tables.find(scope, required(input.ResourceArn, 'resourceArn'))) });
