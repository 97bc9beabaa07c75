import type { ListTagsForResourceCommandInput, ListTagsForResourceResponse } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { taggedTopic } from '../tagged-topic.ts';

export const listTagsForResource =
  (dependencies: SnsDependencies): Handler<ListTagsForResourceCommandInput, ListTagsForResourceResponse> =>
  ({ ResourceArn }) => ({
    Tags: Object.entries(taggedTopic(dependencies, ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
  });
