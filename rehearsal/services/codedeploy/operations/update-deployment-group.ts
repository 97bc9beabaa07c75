import type * as client from '@aws-sdk/client-codedeploy';

import { refuseOtherPlatforms } from '../refuse-other-platforms.ts';
import type { Operation } from '../operation.ts';

export const updateDeploymentGroup: Operation<
  client.UpdateDeploymentGroupCommandInput,
  client.UpdateDeploymentGroupCommandOutput
> =
  (codeDeploy) =>
  async (input, { scope }) => {
    refuseOtherPlatforms(input);
    const { applicationName, currentDeploymentGroupName, newDeploymentGroupName, ...change } = input;
    await codeDeploy.groups.update(scope, applicationName, currentDeploymentGroupName, {
      deploymentConfigName: change.deploymentConfigName,
      serviceRoleArn: change.serviceRoleArn,
      ecsServices: change.ecsServices,
      deploymentStyle: change.deploymentStyle,
      loadBalancerInfo: change.loadBalancerInfo,
      blueGreenDeploymentConfiguration: change.blueGreenDeploymentConfiguration,
      autoRollbackConfiguration: change.autoRollbackConfiguration,
      alarmConfiguration: change.alarmConfiguration,
      newName: newDeploymentGroupName,
    });
    return { $metadata: {}, hooksNotCleanedUp: [] };
  };
