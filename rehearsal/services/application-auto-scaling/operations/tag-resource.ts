import type { TagResourceCommandInput, TagResourceResponse } from '@aws-sdk/client-application-auto-scaling';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const tagResource =
  ({ autoScaling }: ApplicationAutoScalingDependencies): Handler<TagResourceCommandInput, TagResourceResponse> =>
  (input, { scope }) => {
    const target = autoScaling.targets.byArn(scope, required(input.ResourceARN, 'resourceARN'));
    Object.assign(target.tags, required(input.Tags, 'tags'));
    return {};
  };
