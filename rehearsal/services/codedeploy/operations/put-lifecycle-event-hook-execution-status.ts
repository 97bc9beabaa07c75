import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../../runtime/deployments/errors.ts';
import type { Operation } from '../operation.ts';

export const putLifecycleEventHookExecutionStatus: Operation<
  client.PutLifecycleEventHookExecutionStatusCommandInput,
  client.PutLifecycleEventHookExecutionStatusCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentId, lifecycleEventHookExecutionId, status }, { scope }) => {
    if (!lifecycleEventHookExecutionId) throw errors.hookExecutionIdRequired();
    if (status !== 'Succeeded' && status !== 'Failed') throw errors.hookStatus(status);
    codeDeploy.deployments.putHookStatus(scope, deploymentId, lifecycleEventHookExecutionId, status);
    return { $metadata: {}, lifecycleEventHookExecutionId };
  };
