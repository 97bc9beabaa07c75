import type { DescribeTagsCommandInput, DescribeTagsCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required, toTags } from '../mapping.ts';

type Operation = Handler<DescribeTagsCommandInput, Omit<DescribeTagsCommandOutput, '$metadata'>>;

export const describeTags =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const arns = required(input.ResourceArns, 'ResourceArns');
    return {
      TagDescriptions: arns.map((ResourceArn) => ({
        ResourceArn,
        Tags: toTags(loadBalancing.tagging.of(scope, ResourceArn)),
      })),
    };
  };
