import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../../runtime/deployments/errors.ts';
import { readRevision } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const createDeployment: Operation<client.CreateDeploymentCommandInput, client.CreateDeploymentCommandOutput> =
  (codeDeploy) =>
  (input, { scope }) => {
    refuseServerSettings(input);
    const record = codeDeploy.deployments.create(scope, {
      applicationName: input.applicationName,
      groupName: input.deploymentGroupName,
      configName: input.deploymentConfigName,
      description: input.description,
      revision: readRevision(input.revision),
      autoRollback: input.autoRollbackConfiguration,
      overrideAlarms: input.overrideAlarmConfiguration,
    });
    return { $metadata: {}, deploymentId: record.id };
  };

function refuseServerSettings(input: client.CreateDeploymentCommandInput): void {
  if (input.fileExistsBehavior !== undefined) throw errors.fileExistsBehavior();
  if (input.targetInstances !== undefined) throw errors.notRehearsed('targetInstances');
  if (input.updateOutdatedInstancesOnly) throw errors.notRehearsed('updateOutdatedInstancesOnly');
  if (input.ignoreApplicationStopFailures) throw errors.notRehearsed('ignoreApplicationStopFailures');
  // The model says that RESTART is rejected for ECS.
  if (input.deploymentMode === 'RESTART') throw errors.notRehearsed('deploymentMode');
}
