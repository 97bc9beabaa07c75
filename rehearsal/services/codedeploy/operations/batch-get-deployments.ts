import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../../runtime/deployments/errors.ts';
import { deploymentInfo } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const batchGetDeployments: Operation<
  client.BatchGetDeploymentsCommandInput,
  client.BatchGetDeploymentsCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentIds }, { scope }) => {
    const ids = deploymentIds ?? [];
    if (ids.length === 0) throw errors.deploymentIdRequired();
    // Source: CodeDeploy API reference, BatchGetDeployments.
    if (ids.length > 25) throw errors.batchLimit(25);
    return { $metadata: {}, deploymentsInfo: ids.map((id) => deploymentInfo(codeDeploy.deployments.get(scope, id))) };
  };
