import type * as client from '@aws-sdk/client-codedeploy';

import type { Operation } from '../operation.ts';

export const stopDeployment: Operation<client.StopDeploymentCommandInput, client.StopDeploymentCommandOutput> =
  (codeDeploy) =>
  ({ deploymentId, autoRollbackEnabled }, { scope }) => {
    const status = codeDeploy.deployments.stop(scope, deploymentId, autoRollbackEnabled);
    // Source: the example of `aws deploy stop-deployment`.
    const statusMessage = 'No more commands will be scheduled for execution in the deployment instances';
    return { $metadata: {}, status, statusMessage };
  };
