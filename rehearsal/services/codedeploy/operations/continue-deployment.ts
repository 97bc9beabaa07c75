import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../../runtime/deployments/errors.ts';
import type { Operation } from '../operation.ts';

export const continueDeployment: Operation<
  client.ContinueDeploymentCommandInput,
  client.ContinueDeploymentCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentId, deploymentWaitType }, { scope }) => {
    // Clients older than the member mean the only wait there was.
    const wait = deploymentWaitType ?? 'READY_WAIT';
    if (wait !== 'READY_WAIT' && wait !== 'TERMINATION_WAIT') throw errors.invalidWaitType(wait);
    codeDeploy.deployments.continue(scope, deploymentId, wait);
    return { $metadata: {} };
  };
