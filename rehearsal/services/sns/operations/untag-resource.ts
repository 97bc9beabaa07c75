import type { UntagResourceCommandInput } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { taggedTopic } from '../tagged-topic.ts';

export const untagResource =
  (dependencies: SnsDependencies): Handler<UntagResourceCommandInput, object> =>
  ({ ResourceArn, TagKeys = [] }) => {
    const { tags } = taggedTopic(dependencies, ResourceArn);
    for (const key of TagKeys) delete tags[key];
    return {};
  };
