import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-application-auto-scaling';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const listTagsForResource =
  ({
    autoScaling,
  }: ApplicationAutoScalingDependencies): Handler<ListTagsForResourceCommandInput, ListTagsForResourceResponse> =>
  (input, { scope }) => ({
    Tags: { ...autoScaling.targets.byArn(scope, required(input.ResourceARN, 'resourceARN')).tags },
  });
