import type * as client from '@aws-sdk/client-codedeploy';

import { statusOf, type Existing } from '../../domain/deployment/deployment.ts';
import type { LifecycleEvent } from '../../domain/deployment/lifecycle.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import type { DeploymentRecord } from '../../runtime/deployments/deployment-record.ts';
import type { TargetTaskSet } from '../../runtime/deployments/target-task-sets.ts';

/** `<cluster>:<service>`: a deployment to ECS has this one target (API model, ECSTarget). */
export const targetIdOf = ({ request }: DeploymentRecord): string => `${request.clusterName}:${request.serviceName}`;

export const deploymentTarget = (
  record: DeploymentRecord,
  taskSets: readonly TargetTaskSet[],
): client.DeploymentTarget => ({
  deploymentTargetType: 'ECSTarget',
  ecsTarget: {
    deploymentId: record.id,
    targetId: targetIdOf(record),
    targetArn: record.request.serviceArn,
    lastUpdatedAt: new Date(record.lastChangedAt),
    lifecycleEvents: record.existing.lifecycle.map(lifecycleEvent),
    status: targetStatus(record.existing),
    taskSetsInfo: taskSets.map(taskSetInfo),
  },
});

/** Which status a target has while its deployment waits or was stopped is unverified. */
export function targetStatus(state: Existing): client.TargetStatus {
  const status = statusOf(state);
  switch (status) {
    case 'Created':
      return 'Pending';
    case 'Stopped':
      return 'Failed';
    case 'InProgress':
    case 'Ready':
    case 'Succeeded':
    case 'Failed':
      return status;
    default:
      return assertNever(status, 'deployment status');
  }
}

function lifecycleEvent(event: LifecycleEvent): client.LifecycleEvent {
  const { name: lifecycleEventName, status } = event;
  if (!('startedAt' in event)) return { lifecycleEventName, status };
  const startTime = new Date(event.startedAt);
  if (!('endedAt' in event)) return { lifecycleEventName, status, startTime };
  const endTime = new Date(event.endedAt);
  if (!('message' in event)) return { lifecycleEventName, status, startTime, endTime };
  // The code of an ECS event's diagnostics is unverified.
  const diagnostics = { errorCode: 'UnknownError', scriptName: '', message: event.message, logTail: '' } as const;
  return { lifecycleEventName, status, startTime, endTime, diagnostics };
}

function taskSetInfo({ facts, label, trafficWeight, targetGroupName }: TargetTaskSet): client.ECSTaskSet {
  return {
    // The model's own spelling.
    identifer: facts.id,
    desiredCount: facts.computedDesiredCount,
    pendingCount: facts.pendingCount,
    runningCount: facts.runningCount,
    status: facts.status,
    trafficWeight,
    targetGroup: { name: targetGroupName },
    taskSetLabel: label,
  };
}
