import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  type DeploymentInfo,
  DeploymentNotStartedException,
  DeploymentStatus,
  type DeploymentTarget,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  type ECSTarget,
  type LambdaTarget,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { appSpecProperty } from '../release/app-spec.ts';
import type { Deployment, FunctionShift, LifecycleEvent, TargetTaskSet } from '../release/deployment.ts';
import type { TrafficShift } from '../watch/time-left.ts';
import type { DeploymentGateway } from './gateways.ts';

const ACTIVE: DeploymentStatus[] = [
  DeploymentStatus.CREATED,
  DeploymentStatus.QUEUED,
  DeploymentStatus.IN_PROGRESS,
  DeploymentStatus.BAKING,
  DeploymentStatus.READY,
];

export function codeDeployGateway(client: CodeDeployClient): DeploymentGateway {
  const get = async (deploymentId: string): Promise<Deployment> => {
    const [{ deploymentInfo }, target] = await Promise.all([
      client.send(new GetDeploymentCommand({ deploymentId })),
      targetOf(client, deploymentId),
    ]);
    if (!deploymentInfo) throw new Error(`GetDeployment answered nothing about ${deploymentId}.`);
    return toDeployment(deploymentId, deploymentInfo, target);
  };
  const newest = async (applicationName: string, deploymentGroupName: string, only?: DeploymentStatus[]) => {
    const all: string[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await client.send(
        new ListDeploymentsCommand({ applicationName, deploymentGroupName, includeOnlyStatuses: only, nextToken }),
      );
      all.push(...(page.deployments ?? []));
      nextToken = page.nextToken;
      // The order of the list is not documented: with an unfiltered list, the first page is taken to be the newest.
      if (!nextToken || !only) break;
    }
    const deployments = await Promise.all(all.slice(0, 25).map(get));
    return deployments.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0];
  };
  return {
    get,
    active: (application, group) => newest(application, group, ACTIVE),
    latest: (application, group) => newest(application, group),
    async create(request) {
      const { deploymentId } = await client.send(
        new CreateDeploymentCommand({
          applicationName: request.application,
          deploymentGroupName: request.group,
          deploymentConfigName: request.config,
          description: request.description,
          revision: { revisionType: 'AppSpecContent', appSpecContent: request.appSpec },
          autoRollbackConfiguration: {
            enabled: true,
            events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
          },
          overrideAlarmConfiguration: {
            enabled: true,
            ignorePollAlarmFailure: false,
            alarms: request.alarms.map((name) => ({ name })),
          },
        }),
      );
      if (!deploymentId) throw new Error('CreateDeployment answered without a deployment id.');
      return deploymentId;
    },
    async endTerminationWait(deploymentId) {
      await client.send(new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' }));
    },
    async stop(deploymentId, rollback) {
      const { statusMessage } = await client.send(
        new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: rollback }),
      );
      return statusMessage ?? '';
    },
    async trafficShift(deploymentConfigName) {
      const { deploymentConfigInfo } = await client.send(new GetDeploymentConfigCommand({ deploymentConfigName }));
      const routing = deploymentConfigInfo?.trafficRoutingConfig;
      return toShift(deploymentConfigName, routing);
    },
  };
}

/** A deployment to ECS or Lambda has one target; none is listed before it started. */
async function targetOf(client: CodeDeployClient, deploymentId: string): Promise<DeploymentTarget | undefined> {
  try {
    const { targetIds = [] } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
    if (targetIds.length === 0) return undefined;
    const { deploymentTargets = [] } = await client.send(
      new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
    );
    return deploymentTargets[0];
  } catch (error) {
    if (error instanceof DeploymentNotStartedException) return undefined;
    throw error;
  }
}

function toDeployment(id: string, info: DeploymentInfo, target: DeploymentTarget | undefined): Deployment {
  const pair = info.loadBalancerInfo?.targetGroupPairInfoList?.[0];
  const termination = info.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  // `overrideAlarmConfiguration` stands for the group's alarms; a deployment started elsewhere may have none of its own.
  const alarms = info.overrideAlarmConfiguration?.alarms ?? [];
  const appSpec = info.revision?.appSpecContent?.content ?? info.revision?.string?.content;
  const platform = info.computePlatform === 'Lambda' ? 'Lambda' : 'ECS';
  const { ecsTarget, lambdaTarget } = target ?? {};
  return {
    id,
    platform,
    status: info.status ?? 'Unknown',
    application: info.applicationName ?? '',
    group: info.deploymentGroupName ?? '',
    config: info.deploymentConfigName ?? '',
    creator: info.creator ?? 'user',
    taskDefinition: appSpecProperty(appSpec, 'TaskDefinition'),
    functionShift: platform === 'Lambda' ? toFunctionShift(appSpec, lambdaTarget) : undefined,
    createdAt: info.createTime?.getTime(),
    completedAt: info.completeTime?.getTime(),
    error: info.errorInformation?.code
      ? { code: info.errorInformation.code, message: info.errorInformation.message ?? '' }
      : undefined,
    rollback: info.rollbackInfo?.rollbackDeploymentId
      ? { id: info.rollbackInfo.rollbackDeploymentId, message: info.rollbackInfo.rollbackMessage ?? '' }
      : undefined,
    autoRollback: info.autoRollbackConfiguration?.enabled ?? false,
    terminationWaitMinutes:
      termination?.action === 'KEEP_ALIVE' ? undefined : (termination?.terminationWaitTimeInMinutes ?? 0),
    alarms: alarms.flatMap(({ name }) => name ?? []),
    productionListeners: pair?.prodTrafficRoute?.listenerArns ?? [],
    testListeners: pair?.testTrafficRoute?.listenerArns ?? [],
    targetGroupNames: (pair?.targetGroups ?? []).flatMap(({ name }) => name ?? []),
    events: (ecsTarget?.lifecycleEvents ?? lambdaTarget?.lifecycleEvents ?? []).map(toEvent),
    taskSets: (ecsTarget?.taskSetsInfo ?? []).map(toTaskSet),
  };
}

/** The AppSpec names what is asked for from the start; the target, once there is one, how far it got. */
function toFunctionShift(appSpec: string | undefined, target: LambdaTarget | undefined): FunctionShift {
  const seen = target?.lambdaFunctionInfo;
  return {
    functionName: seen?.functionName ?? appSpecProperty(appSpec, 'Name') ?? '',
    alias: seen?.functionAlias ?? appSpecProperty(appSpec, 'Alias') ?? '',
    currentVersion: seen?.currentVersion ?? appSpecProperty(appSpec, 'CurrentVersion') ?? '',
    targetVersion: seen?.targetVersion ?? appSpecProperty(appSpec, 'TargetVersion') ?? '',
    weight: seen?.targetVersionWeight,
  };
}

const toEvent = (event: NonNullable<ECSTarget['lifecycleEvents']>[number]): LifecycleEvent => ({
  name: event.lifecycleEventName ?? '',
  status: event.status ?? 'Unknown',
  startedAt: event.startTime?.getTime(),
  endedAt: event.endTime?.getTime(),
  ...(event.diagnostics && {
    diagnostics: {
      errorCode: event.diagnostics.errorCode,
      message: event.diagnostics.message,
      logTail: event.diagnostics.logTail,
    },
  }),
});

const toTaskSet = (taskSet: NonNullable<ECSTarget['taskSetsInfo']>[number]): TargetTaskSet => ({
  // Misspelled in the service's model.
  id: taskSet.identifer ?? '',
  label: taskSet.taskSetLabel,
  weight: taskSet.trafficWeight ?? 0,
  desired: taskSet.desiredCount ?? 0,
  running: taskSet.runningCount ?? 0,
  pending: taskSet.pendingCount ?? 0,
});

type Routing = {
  type?: string;
  timeBasedCanary?: { canaryPercentage?: number; canaryInterval?: number };
  timeBasedLinear?: { linearPercentage?: number; linearInterval?: number };
};

function toShift(config: string, routing: Routing | undefined): TrafficShift {
  const { timeBasedCanary: canary, timeBasedLinear: linear } = routing ?? {};
  switch (routing?.type) {
    case 'AllAtOnce':
      return { kind: 'all-at-once' };
    case 'TimeBasedCanary':
      return { kind: 'canary', percent: canary?.canaryPercentage ?? 0, minutes: canary?.canaryInterval ?? 0 };
    case 'TimeBasedLinear':
      return { kind: 'linear', percent: linear?.linearPercentage ?? 1, minutes: linear?.linearInterval ?? 0 };
    case undefined:
    default:
      throw new Error(`Deployment configuration ${config} has no traffic routing: it is one for servers.`);
  }
}
