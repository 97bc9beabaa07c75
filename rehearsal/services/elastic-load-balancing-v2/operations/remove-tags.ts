import type { RemoveTagsCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<RemoveTagsCommandInput, Record<string, never>>;

export const removeTags =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const keys = required(input.TagKeys, 'TagKeys');
    for (const arn of required(input.ResourceArns, 'ResourceArns')) loadBalancing.tagging.remove(scope, arn, keys);
    return {};
  };
