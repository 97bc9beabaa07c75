import type { TagResourceCommandInput } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { fromTags } from '../mapping.ts';
import { taggedTopic } from '../tagged-topic.ts';

export const tagResource =
  (dependencies: SnsDependencies): Handler<TagResourceCommandInput, object> =>
  ({ ResourceArn, Tags }) => {
    Object.assign(taggedTopic(dependencies, ResourceArn).tags, fromTags(Tags));
    return {};
  };
