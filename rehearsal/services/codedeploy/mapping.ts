import type * as client from '@aws-sdk/client-codedeploy';

import { isEnded, statusOf } from '../../domain/deployment/deployment.ts';
import type { TrafficRouting } from '../../domain/deployment/traffic-plan.ts';
import type { Application, Revision } from '../../runtime/deployments/applications.ts';
import type { DeploymentConfig } from '../../runtime/deployments/deployment-configs.ts';
import type {
  AlarmConfiguration,
  AutoRollback,
  DeploymentGroup,
  EcsDeploymentGroup,
} from '../../runtime/deployments/deployment-group.ts';
import type { DeploymentRecord } from '../../runtime/deployments/deployment-record.ts';
import { sha256Of } from '../../runtime/deployments/deployments.ts';
import { errors } from '../../runtime/deployments/errors.ts';

export const applicationInfo = (application: Application): client.ApplicationInfo => ({
  applicationId: application.id,
  applicationName: application.name,
  createTime: new Date(application.createdAt),
  linkedToGitHub: false,
  computePlatform: application.computePlatform,
});

export const configInfo = (config: DeploymentConfig): client.DeploymentConfigInfo => ({
  deploymentConfigId: config.id,
  deploymentConfigName: config.name,
  createTime: new Date(config.createdAt),
  computePlatform: config.computePlatform,
  trafficRoutingConfig: routingInfo(config.routing),
});

function routingInfo(routing: TrafficRouting): client.TrafficRoutingConfig {
  if (routing.type === 'AllAtOnce') return { type: 'AllAtOnce' };
  const { type, percentage, intervalMinutes } = routing;
  return type === 'TimeBasedCanary'
    ? { type, timeBasedCanary: { canaryPercentage: percentage, canaryInterval: intervalMinutes } }
    : { type, timeBasedLinear: { linearPercentage: percentage, linearInterval: intervalMinutes } };
}

/** What a deployment's information repeats of its group: the deployment style, and for ECS load balancer and waits. */
const groupSettings = (group: DeploymentGroup): client.DeploymentInfo & client.DeploymentGroupInfo => ({
  computePlatform: group.computePlatform,
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  ...(group.computePlatform === 'ECS' && serviceSettings(group)),
});

const serviceSettings = (group: EcsDeploymentGroup) =>
  ({
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: {
        action: group.termination.action,
        terminationWaitTimeInMinutes: group.termination.waitMinutes,
      },
      deploymentReadyOption: { actionOnTimeout: group.ready.action, waitTimeInMinutes: group.ready.waitMinutes },
    },
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: group.pair.targetGroupNames.map((name) => ({ name })),
          prodTrafficRoute: { listenerArns: [group.pair.productionListenerArn] },
          ...(group.pair.testListenerArn !== undefined && {
            testTrafficRoute: { listenerArns: [group.pair.testListenerArn] },
          }),
        },
      ],
    },
  }) satisfies client.DeploymentInfo;

export const groupInfo = (
  group: DeploymentGroup,
  last: { attempted?: DeploymentRecord | undefined; successful?: DeploymentRecord | undefined },
): client.DeploymentGroupInfo => ({
  applicationName: group.applicationName,
  deploymentGroupId: group.id,
  deploymentGroupName: group.name,
  deploymentConfigName: group.configName,
  serviceRoleArn: group.serviceRoleArn,
  autoRollbackConfiguration: rollbackConfiguration(group.autoRollback),
  alarmConfiguration: alarmInfo(group.alarms),
  ...groupSettings(group),
  ...(group.computePlatform === 'ECS' && {
    ecsServices: [{ clusterName: group.service.cluster, serviceName: group.service.service }],
  }),
  terminationHookEnabled: false,
  ...(last.attempted && {
    lastAttemptedDeployment: lastDeployment(last.attempted),
    targetRevision: revisionLocation(last.attempted.request.revision),
  }),
  ...(last.successful && { lastSuccessfulDeployment: lastDeployment(last.successful) }),
});

function lastDeployment(record: DeploymentRecord): client.LastDeploymentInfo {
  const state = record.existing;
  return {
    deploymentId: record.id,
    status: statusOf(state),
    createTime: new Date(state.createdAt),
    ...(isEnded(state) && { endTime: new Date(state.endedAt) }),
  };
}

const rollbackConfiguration = ({ enabled, events }: AutoRollback): client.AutoRollbackConfiguration => ({
  enabled,
  events: [...events],
});

const alarmInfo = ({ enabled, ignorePollAlarmFailure, names }: AlarmConfiguration): client.AlarmConfiguration => ({
  enabled,
  ignorePollAlarmFailure,
  alarms: names.map((name) => ({ name })),
});

export function deploymentInfo(record: DeploymentRecord): client.DeploymentInfo {
  const { request, existing: state } = record;
  const ended = isEnded(state) ? state : undefined;
  return {
    applicationName: request.group.applicationName,
    deploymentGroupName: request.group.name,
    deploymentConfigName: request.configName,
    deploymentId: record.id,
    ...(request.previousRevision && { previousRevision: revisionLocation(request.previousRevision) }),
    revision: revisionLocation(request.revision),
    status: statusOf(state),
    ...(ended && ended.phase !== 'Succeeded' && { errorInformation: ended.error }),
    createTime: new Date(state.createdAt),
    ...(state.startedAt !== undefined && { startTime: new Date(state.startedAt) }),
    ...(ended && { completeTime: new Date(ended.endedAt), deploymentOverview: overview(ended) }),
    ...(request.description !== undefined && { description: request.description }),
    creator: request.creator,
    ignoreApplicationStopFailures: false,
    autoRollbackConfiguration: rollbackConfiguration(request.autoRollback),
    updateOutdatedInstancesOnly: false,
    ...rollbackInfo(state),
    ...groupSettings(request.group),
    instanceTerminationWaitTimeStarted: 'terminationWaitStarted' in state && state.terminationWaitStarted,
    fileExistsBehavior: 'DISALLOW',
    deploymentStatusMessages: [],
    ...(request.overrideAlarms && { overrideAlarmConfiguration: alarmInfo(request.overrideAlarms) }),
  };
}

/** Counts targets, not events, and is null until the deployment has ended (capture). How a stop counts is unverified. */
function overview(ended: Pick<DeploymentRecord['existing'], 'phase'>): client.DeploymentOverview {
  const none = { Pending: 0, InProgress: 0, Succeeded: 0, Failed: 0, Skipped: 0, Ready: 0 };
  if (ended.phase === 'Succeeded') return { ...none, Succeeded: 1 };
  return ended.phase === 'Failed' ? { ...none, Failed: 1 } : { ...none, Skipped: 1 };
}

/** Both texts are AWS's (capture). */
function rollbackInfo(state: DeploymentRecord['existing']): Pick<client.DeploymentInfo, 'rollbackInfo'> {
  const { plan } = state;
  if (plan.kind === 'Rollback') {
    return {
      rollbackInfo: {
        rollbackTriggeringDeploymentId: plan.rollsBack,
        rollbackMessage: `Deployment ${plan.deploymentId} is triggered to roll back deployment ${plan.rollsBack}.`,
      },
    };
  }
  const rollbackId = isEnded(state) && state.phase !== 'Succeeded' ? state.rollbackDeploymentId : undefined;
  if (rollbackId === undefined) return {};
  return {
    rollbackInfo: {
      rollbackDeploymentId: rollbackId,
      rollbackMessage:
        `Deployment ${plan.deploymentId} terminated. Automatic rollback is triggered with a DeploymentId ` +
        `${rollbackId}.`,
    },
  };
}

const revisionLocation = (revision: { content: string; sha256: string }): client.RevisionLocation => ({
  revisionType: 'AppSpecContent',
  appSpecContent: { content: revision.content, sha256: revision.sha256 },
});

export const revisionInfo = (revision: Revision): client.GenericRevisionInfo => ({
  ...(revision.description !== undefined && { description: revision.description }),
  deploymentGroups: [...revision.groups],
  ...(revision.firstUsedAt !== undefined && { firstUsedTime: new Date(revision.firstUsedAt) }),
  ...(revision.lastUsedAt !== undefined && { lastUsedTime: new Date(revision.lastUsedAt) }),
  registerTime: new Date(revision.registeredAt),
});

/** The AppSpec of a request's revision, its checksum verified. Other kinds of revision are refused by name. */
export function readRevision(revision: client.RevisionLocation | undefined): { content: string; sha256: string } {
  if (!revision) throw errors.revisionRequired();
  if (revision.revisionType !== undefined && revision.revisionType !== 'AppSpecContent') {
    throw errors.invalidRevision(
      `The rehearsal takes revisions of type AppSpecContent only, not ${revision.revisionType}.`,
    );
  }
  if (revision.s3Location || revision.gitHubLocation || revision.string) {
    throw errors.invalidRevision('A revision of type AppSpecContent must have appSpecContent and nothing else.');
  }
  const content = revision.appSpecContent?.content;
  if (!content) throw errors.invalidRevision('appSpecContent must have a content.');
  const sha256 = sha256Of(content);
  const given = revision.appSpecContent?.sha256;
  if (given !== undefined && given.toLowerCase() !== sha256) {
    throw errors.invalidRevision('The SHA-256 hash of the AppSpec content does not match the given sha256.');
  }
  return { content, sha256 };
}

/** `{Key, Value}` pairs of a request as a map. */
export const readTags = (tags: client.Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/** Lists answer everything at once, so no token was ever handed out. */
export function refuseToken(nextToken: string | undefined): void {
  if (nextToken !== undefined) throw errors.nextToken();
}
