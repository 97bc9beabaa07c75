import type { DeploymentStatus } from '../../../domain/deployment/deployment.ts';
import { arnOf } from '../../../kernel/scope.ts';
import type { Deployments } from '../../deployments/deployments.ts';
import type { EventBus } from '../../ports/event-bus.ts';

/** Source: CodeDeploy user guide, "Monitoring deployments with Amazon CloudWatch Events": the states of a deployment. */
const STATES: Readonly<Record<DeploymentStatus, string | undefined>> = {
  Created: undefined,
  InProgress: 'START',
  Ready: 'READY',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
  Stopped: 'STOP',
};

/**
 * CodeDeploy tells of its deployments. Source: EventBridge events of CodeDeploy, "CodeDeploy Deployment State-change
 * Notification". Unverified: that a READY is sent again by each wait.
 */
export function tellOfDeployments(deployments: Deployments, bus: EventBus): void {
  deployments.statusChanged.subscribe(({ record, status }) => {
    const state = STATES[status];
    if (state === undefined) return;
    const { scope, group } = record.request;
    bus.publish(scope, {
      source: 'aws.codedeploy',
      detailType: 'CodeDeploy Deployment State-change Notification',
      resources: [
        arnOf(scope, 'codedeploy', `application:${group.applicationName}`),
        arnOf(scope, 'codedeploy', `deploymentgroup:${group.applicationName}/${group.name}`),
      ],
      detail: {
        region: scope.region,
        deploymentId: record.id,
        // Of the instances of a group, which neither ECS nor Lambda has: AWS sends an id all the same.
        instanceGroupId: group.id,
        deploymentGroup: group.name,
        state,
        application: group.applicationName,
      },
    });
  });
}
