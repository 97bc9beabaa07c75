import type * as client from '@aws-sdk/client-codedeploy';

import { readTags } from '../mapping.ts';
import { refuseOtherPlatforms } from '../refuse-other-platforms.ts';
import type { Operation } from '../operation.ts';

export const createDeploymentGroup: Operation<
  client.CreateDeploymentGroupCommandInput,
  client.CreateDeploymentGroupCommandOutput
> =
  (codeDeploy) =>
  async (input, { scope }) => {
    refuseOtherPlatforms(input);
    const group = await codeDeploy.groups.create(scope, { ...input, tags: readTags(input.tags) });
    return { $metadata: {}, deploymentGroupId: group.id };
  };
