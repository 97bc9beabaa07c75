import type * as client from '@aws-sdk/client-codedeploy';

import { statusOf } from '../../domain/deployment/deployment.ts';
import type { LifecycleEvent } from '../../domain/deployment/lifecycle.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { byPlatform, type DeploymentRecord } from '../../runtime/deployments/deployment-record.ts';
import type { TargetTaskSet } from '../../runtime/deployments/target-task-sets.ts';

/**
 * A deployment has one target. For ECS its id is `<cluster>:<service>`, for Lambda the function's name: API model,
 * BatchGetDeploymentTargets, targetIds.
 */
export const targetIdOf = (record: DeploymentRecord): string =>
  byPlatform(record, {
    ECS: ({ request }) => `${request.clusterName}:${request.serviceName}`,
    Lambda: ({ existing }) => existing.plan.functionName,
  });

export const serviceTarget = (
  record: DeploymentRecord<'ECS'>,
  taskSets: readonly TargetTaskSet[],
): client.DeploymentTarget => ({
  deploymentTargetType: 'ECSTarget',
  ecsTarget: {
    ...commonTarget(record, record.request.serviceArn),
    taskSetsInfo: taskSets.map(taskSetInfo),
  },
});

/** The versions of a rollback are those of its own shift; whether AWS tells them so, and the ARN, is unverified. */
export const functionTarget = (record: DeploymentRecord<'Lambda'>): client.DeploymentTarget => {
  const { plan, shares } = record.existing;
  return {
    deploymentTargetType: 'LambdaTarget',
    lambdaTarget: {
      ...commonTarget(record, record.request.functionArn),
      lambdaFunctionInfo: {
        functionName: plan.functionName,
        functionAlias: plan.aliasName,
        currentVersion: plan.outgoingVersion,
        targetVersion: plan.incomingVersion,
        targetVersionWeight: shares.incoming,
      },
    },
  };
};

const commonTarget = (record: DeploymentRecord, targetArn: string) => ({
  deploymentId: record.id,
  targetId: targetIdOf(record),
  targetArn,
  lastUpdatedAt: new Date(record.lastChangedAt),
  lifecycleEvents: record.existing.lifecycle.map(lifecycleEvent),
  status: targetStatus(record.existing),
});

/** Which status a target has while its deployment waits or was stopped is unverified. */
export function targetStatus(state: DeploymentRecord['existing']): client.TargetStatus {
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
