import type { AddTagsCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromTags, required } from '../mapping.ts';

type Operation = Handler<AddTagsCommandInput, Record<string, never>>;

export const addTags =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const tags = fromTags(required(input.Tags, 'Tags'));
    for (const arn of required(input.ResourceArns, 'ResourceArns')) loadBalancing.tagging.add(scope, arn, tags);
    return {};
  };
