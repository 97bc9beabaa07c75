import { list, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { CodeDeploy } from '../runtime/deployments/codedeploy.ts';
import type { DeploymentGroupRequest } from '../runtime/deployments/deployment-group.ts';
import { DEFAULT_CONFIGS } from '../runtime/deployments/read-group.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { tagMap } from './codedeploy-tags.ts';
import { generatedName } from './generated-name.ts';
import { isTrue } from './template-boolean.ts';

interface GroupProperties {
  ApplicationName: string;
  DeploymentGroupName?: string;
  DeploymentConfigName?: string;
  ServiceRoleArn: string;
  DeploymentStyle?: { DeploymentType?: string; DeploymentOption?: string };
  ECSServices?: { ClusterName: string; ServiceName: string }[];
  LoadBalancerInfo?: { TargetGroupPairInfoList?: TargetGroupPair[] };
  BlueGreenDeploymentConfiguration?: BlueGreen;
  AutoRollbackConfiguration?: { Enabled?: boolean | string; Events?: string[] };
  AlarmConfiguration?: {
    Enabled?: boolean | string;
    IgnorePollAlarmFailure?: boolean | string;
    Alarms?: { Name: string }[];
  };
  Tags?: { Key: string; Value: string }[];
}

interface TargetGroupPair {
  TargetGroups?: { Name: string }[];
  ProdTrafficRoute?: { ListenerArns?: string[] };
  TestTrafficRoute?: { ListenerArns?: string[] };
}

interface BlueGreen {
  DeploymentReadyOption?: { ActionOnTimeout?: string; WaitTimeInMinutes?: number | string };
  TerminateBlueInstancesOnDeploymentSuccess?: { Action?: string; TerminationWaitTimeInMinutes?: number | string };
}

const route = struct({ ListenerArns: 'value' });

const properties: Record<string, PropertyShape> = {
  ApplicationName: 'value',
  DeploymentGroupName: 'value',
  DeploymentConfigName: 'value',
  ServiceRoleArn: 'value',
  DeploymentStyle: struct({ DeploymentType: 'value', DeploymentOption: 'value' }),
  ECSServices: list(struct({ ClusterName: 'value', ServiceName: 'value' })),
  LoadBalancerInfo: struct({
    TargetGroupPairInfoList: list(
      struct({ TargetGroups: list(struct({ Name: 'value' })), ProdTrafficRoute: route, TestTrafficRoute: route }),
    ),
  }),
  BlueGreenDeploymentConfiguration: struct({
    DeploymentReadyOption: struct({ ActionOnTimeout: 'value', WaitTimeInMinutes: 'value' }),
    TerminateBlueInstancesOnDeploymentSuccess: struct({ Action: 'value', TerminationWaitTimeInMinutes: 'value' }),
  }),
  AutoRollbackConfiguration: struct({ Enabled: 'value', Events: 'value' }),
  AlarmConfiguration: struct({
    Enabled: 'value',
    IgnorePollAlarmFailure: 'value',
    Alarms: list(struct({ Name: 'value' })),
  }),
  Tags: tags,
};

/** AWS::CodeDeploy::DeploymentGroup of an application for ECS or Lambda. `Ref` is its name. */
export function codedeployDeploymentGroupProvider({
  codeDeploy,
  ids,
}: {
  codeDeploy: CodeDeploy;
  ids: Ids;
}): ResourceProvider<GroupProperties> {
  return {
    type: 'AWS::CodeDeploy::DeploymentGroup',
    properties,
    replaceOn: ['ApplicationName', 'DeploymentGroupName'],
    async create(wanted, context) {
      const { name } = await codeDeploy.groups.create(context.scope, {
        ...requestOf(wanted, context.stackTags),
        deploymentGroupName: wanted.DeploymentGroupName ?? generatedName(ids, context, 100),
      });
      return { physicalId: name, attributes: {} };
    },
    async update(state, wanted, _previous, { scope, stackTags }) {
      const { computePlatform } = codeDeploy.applications.get(scope, wanted.ApplicationName);
      const request = {
        ...CLEARED,
        deploymentConfigName: DEFAULT_CONFIGS[computePlatform],
        ...definedOf(requestOf(wanted, stackTags)),
      };
      await codeDeploy.groups.update(scope, wanted.ApplicationName, state.physicalId, request);
      return state;
    },
    async delete(state, wanted, { scope }) {
      codeDeploy.groups.delete(scope, wanted.ApplicationName, state.physicalId);
    },
  };
}

/** What a template no longer says is switched off, where UpdateDeploymentGroup would leave it as it was. */
const CLEARED: DeploymentGroupRequest = {
  alarmConfiguration: { enabled: false },
  autoRollbackConfiguration: { enabled: false },
};

const definedOf = (request: DeploymentGroupRequest): DeploymentGroupRequest =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));

function requestOf(wanted: GroupProperties, stackTags: Record<string, string>): DeploymentGroupRequest {
  const { AlarmConfiguration: alarms, AutoRollbackConfiguration: rollback } = wanted;
  return {
    applicationName: wanted.ApplicationName,
    deploymentConfigName: wanted.DeploymentConfigName,
    serviceRoleArn: wanted.ServiceRoleArn,
    deploymentStyle: wanted.DeploymentStyle && {
      deploymentType: wanted.DeploymentStyle.DeploymentType,
      deploymentOption: wanted.DeploymentStyle.DeploymentOption,
    },
    ecsServices: wanted.ECSServices?.map(({ ClusterName, ServiceName }) => ({
      clusterName: ClusterName,
      serviceName: ServiceName,
    })),
    loadBalancerInfo: wanted.LoadBalancerInfo && {
      targetGroupPairInfoList: wanted.LoadBalancerInfo.TargetGroupPairInfoList?.map(pairOf),
    },
    blueGreenDeploymentConfiguration: blueGreenOf(wanted.BlueGreenDeploymentConfiguration),
    autoRollbackConfiguration: rollback && { enabled: isTrue(rollback.Enabled), events: rollback.Events },
    alarmConfiguration: alarms && {
      enabled: isTrue(alarms.Enabled),
      ignorePollAlarmFailure: isTrue(alarms.IgnorePollAlarmFailure),
      alarms: alarms.Alarms?.map(({ Name }) => ({ name: Name })),
    },
    tags: { ...stackTags, ...tagMap(wanted.Tags) },
  };
}

const pairOf = ({ TargetGroups, ProdTrafficRoute, TestTrafficRoute }: TargetGroupPair) => ({
  targetGroups: TargetGroups?.map(({ Name }) => ({ name: Name })),
  prodTrafficRoute: ProdTrafficRoute && { listenerArns: ProdTrafficRoute.ListenerArns },
  testTrafficRoute: TestTrafficRoute && { listenerArns: TestTrafficRoute.ListenerArns },
});

function blueGreenOf(configuration: BlueGreen | undefined): DeploymentGroupRequest['blueGreenDeploymentConfiguration'] {
  if (!configuration) return undefined;
  const { DeploymentReadyOption: ready, TerminateBlueInstancesOnDeploymentSuccess: terminate } = configuration;
  return {
    deploymentReadyOption: ready && {
      actionOnTimeout: ready.ActionOnTimeout,
      waitTimeInMinutes: wholeNumber(ready.WaitTimeInMinutes),
    },
    terminateBlueInstancesOnDeploymentSuccess: terminate && {
      action: terminate.Action,
      terminationWaitTimeInMinutes: wholeNumber(terminate.TerminationWaitTimeInMinutes),
    },
  };
}

/** Templates may write a number as text; what is none is refused by the use case. */
const wholeNumber = (value: number | string | undefined) => (value === undefined ? undefined : Number(value));
