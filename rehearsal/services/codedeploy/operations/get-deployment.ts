import type * as client from '@aws-sdk/client-codedeploy';

import { deploymentInfo } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const getDeployment: Operation<client.GetDeploymentCommandInput, client.GetDeploymentCommandOutput> =
  (codeDeploy) =>
  ({ deploymentId }, { scope }) => ({
    $metadata: {},
    deploymentInfo: deploymentInfo(codeDeploy.deployments.get(scope, deploymentId)),
  });
