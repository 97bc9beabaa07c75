import type { UntagResourceCommandInput, UntagResourceResponse } from '@aws-sdk/client-application-auto-scaling';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const untagResource =
  ({ autoScaling }: ApplicationAutoScalingDependencies): Handler<UntagResourceCommandInput, UntagResourceResponse> =>
  (input, { scope }) => {
    const target = autoScaling.targets.byArn(scope, required(input.ResourceARN, 'resourceARN'));
    const gone = required(input.TagKeys, 'tagKeys');
    target.tags = Object.fromEntries(Object.entries(target.tags).filter(([key]) => !gone.includes(key)));
    return {};
  };
