import type * as client from '@aws-sdk/client-codedeploy';

import { refuseToken } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const listDeploymentGroups: Operation<
  client.ListDeploymentGroupsCommandInput,
  client.ListDeploymentGroupsCommandOutput
> =
  (codeDeploy) =>
  ({ applicationName, nextToken }, { scope }) => {
    refuseToken(nextToken);
    const groups = codeDeploy.groups.list(scope, applicationName);
    return { $metadata: {}, applicationName, deploymentGroups: groups.map(({ name }) => name) };
  };
