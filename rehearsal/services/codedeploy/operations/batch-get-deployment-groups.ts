import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../../runtime/deployments/errors.ts';
import { describeGroup } from '../describe-group.ts';
import type { Operation } from '../operation.ts';

export const batchGetDeploymentGroups: Operation<
  client.BatchGetDeploymentGroupsCommandInput,
  client.BatchGetDeploymentGroupsCommandOutput
> =
  (codeDeploy) =>
  ({ applicationName, deploymentGroupNames }, { scope }) => {
    const names = deploymentGroupNames ?? [];
    if (names.length === 0) throw errors.groupNameRequired();
    // Source: CodeDeploy API reference, BatchGetDeploymentGroups.
    if (names.length > 100) throw errors.batchLimit(100);
    const groups = codeDeploy.groups.list(scope, applicationName).filter(({ name }) => names.includes(name));
    const missing = names.filter((name) => !groups.some((group) => group.name === name));
    return {
      $metadata: {},
      deploymentGroupsInfo: groups.map((group) => describeGroup(codeDeploy, scope, group)),
      ...(missing.length > 0 && { errorMessage: errors.groupDoesNotExist(missing.join(', ')).message }),
    };
  };
