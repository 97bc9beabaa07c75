import type * as client from '@aws-sdk/client-codedeploy';

import type { Operation } from '../operation.ts';

export const deleteDeploymentGroup: Operation<
  client.DeleteDeploymentGroupCommandInput,
  client.DeleteDeploymentGroupCommandOutput
> =
  (codeDeploy) =>
  ({ applicationName, deploymentGroupName }, { scope }) => {
    codeDeploy.groups.delete(scope, applicationName, deploymentGroupName);
    return { $metadata: {}, hooksNotCleanedUp: [] };
  };
