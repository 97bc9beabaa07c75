import type * as client from '@aws-sdk/client-codedeploy';

import type { Operation } from '../operation.ts';

export const deleteDeploymentConfig: Operation<
  client.DeleteDeploymentConfigCommandInput,
  client.DeleteDeploymentConfigCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentConfigName }, { scope }) => {
    codeDeploy.deleteConfig(scope, deploymentConfigName);
    return { $metadata: {} };
  };
