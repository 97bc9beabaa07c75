import type * as client from '@aws-sdk/client-codedeploy';

import { describeGroup } from '../describe-group.ts';
import type { Operation } from '../operation.ts';

export const getDeploymentGroup: Operation<
  client.GetDeploymentGroupCommandInput,
  client.GetDeploymentGroupCommandOutput
> =
  (codeDeploy) =>
  ({ applicationName, deploymentGroupName }, { scope }) => ({
    $metadata: {},
    deploymentGroupInfo: describeGroup(
      codeDeploy,
      scope,
      codeDeploy.groups.get(scope, applicationName, deploymentGroupName),
    ),
  });
