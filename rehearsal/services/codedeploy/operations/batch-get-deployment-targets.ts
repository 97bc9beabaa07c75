import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../../runtime/deployments/errors.ts';
import { describeTarget } from '../describe-target.ts';
import type { Operation } from '../operation.ts';

export const batchGetDeploymentTargets: Operation<
  client.BatchGetDeploymentTargetsCommandInput,
  client.BatchGetDeploymentTargetsCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentId, targetIds }, { scope }) => {
    const record = codeDeploy.deployments.get(scope, deploymentId);
    const ids = targetIds ?? [];
    if (ids.length === 0) throw errors.targetIdRequired();
    if (ids.length > 25) throw errors.targetListSize();
    return { $metadata: {}, deploymentTargets: ids.map((id) => describeTarget(codeDeploy, record, id)) };
  };
