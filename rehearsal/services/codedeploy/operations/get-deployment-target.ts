import type * as client from '@aws-sdk/client-codedeploy';

import { describeTarget } from '../describe-target.ts';
import type { Operation } from '../operation.ts';

export const getDeploymentTarget: Operation<
  client.GetDeploymentTargetCommandInput,
  client.GetDeploymentTargetCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentId, targetId }, { scope }) => {
    const record = codeDeploy.deployments.get(scope, deploymentId);
    return { $metadata: {}, deploymentTarget: describeTarget(codeDeploy, record, targetId) };
  };
