import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../../runtime/deployments/errors.ts';
import { refuseToken } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const listDeployments: Operation<client.ListDeploymentsCommandInput, client.ListDeploymentsCommandOutput> =
  (codeDeploy) =>
  (
    { applicationName, deploymentGroupName, includeOnlyStatuses, createTimeRange, externalId, nextToken },
    { scope },
  ) => {
    refuseToken(nextToken);
    if (externalId !== undefined) throw errors.notRehearsed('externalId');
    // "If applicationName is specified, then deploymentGroupName must be specified. If it is not, neither may be."
    if (applicationName !== undefined && deploymentGroupName === undefined) throw errors.groupNameRequired();
    if (applicationName === undefined && deploymentGroupName !== undefined) throw errors.applicationNameRequired();
    const group =
      applicationName === undefined ? undefined : codeDeploy.groups.get(scope, applicationName, deploymentGroupName);
    const [from, to] = [createTimeRange?.start?.getTime(), createTimeRange?.end?.getTime()];
    const records = codeDeploy.deployments.list(scope, {
      ...(group && { group }),
      ...(includeOnlyStatuses?.length && { statuses: includeOnlyStatuses }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    });
    return { $metadata: {}, deployments: records.map(({ id }) => id) };
  };
