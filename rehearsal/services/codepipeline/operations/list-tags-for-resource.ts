import type { ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { required } from '../required.ts';

export const listTagsForResource: Operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput> =
  ({ pipelines }) =>
  ({ resourceArn }) => {
    const { tags } = pipelines.byArn(required(resourceArn, 'resourceArn'));
    return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  };
