import type * as client from '@aws-sdk/client-codedeploy';

import { refuseToken } from '../mapping.ts';
import { targetIdOf, targetStatus } from '../target-mapping.ts';
import type { Operation } from '../operation.ts';

export const listDeploymentTargets: Operation<
  client.ListDeploymentTargetsCommandInput,
  client.ListDeploymentTargetsCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentId, nextToken, targetFilters }, { scope }) => {
    refuseToken(nextToken);
    const record = codeDeploy.deployments.get(scope, deploymentId);
    const statuses = targetFilters?.TargetStatus;
    const matches = statuses === undefined || statuses.includes(targetStatus(record.existing));
    return { $metadata: {}, targetIds: matches ? [targetIdOf(record)] : [] };
  };
