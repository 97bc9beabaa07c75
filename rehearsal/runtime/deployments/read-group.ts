import { DEFAULT_ECS_CONFIG } from '../../domain/deployment/traffic-plan.ts';
import { DEFAULT_LAMBDA_CONFIG } from '../../domain/function-deployment/routing.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { parseArn } from '../../kernel/scope.ts';
import type {
  AlarmConfiguration,
  AlarmConfigurationRequest,
  AutoRollback,
  AutoRollbackRequest,
  BlueGreenRequest,
  CommonGroup,
  ComputePlatform,
  DeploymentGroup,
  DeploymentGroupRequest,
  EcsDeploymentGroup,
  RollbackEvent,
  TargetGroupPair,
} from './deployment-group.ts';
import { errors } from './errors.ts';

/** What a group without a configuration uses. */
export const DEFAULT_CONFIGS: Readonly<Record<ComputePlatform, string>> = {
  ECS: DEFAULT_ECS_CONFIG,
  Lambda: DEFAULT_LAMBDA_CONFIG,
};

/** Checks a group's settings in themselves; what they name is looked up by `DeploymentGroups`. */
export function readGroup(request: DeploymentGroupRequest, id: string, platform: ComputePlatform): DeploymentGroup {
  const { applicationName, deploymentGroupName: name } = request;
  if (!applicationName) throw errors.applicationNameRequired();
  if (name === undefined || name === '') throw errors.groupNameRequired();
  if (name.length > 100) throw errors.invalidGroupName(name);
  const style = request.deploymentStyle;
  if (style?.deploymentType !== 'BLUE_GREEN' || style.deploymentOption !== 'WITH_TRAFFIC_CONTROL') {
    throw errors.deploymentStyle(platform);
  }
  const common: CommonGroup = {
    id,
    applicationName,
    name,
    serviceRoleArn: readRole(request.serviceRoleArn),
    configName: request.deploymentConfigName ?? DEFAULT_CONFIGS[platform],
    autoRollback: readAutoRollback(request.autoRollbackConfiguration),
    alarms: readAlarms(request.alarmConfiguration),
    tags: request.tags ?? {},
  };
  switch (platform) {
    case 'ECS':
      return {
        ...common,
        computePlatform: platform,
        service: readService(request.ecsServices),
        pair: readPair(request.loadBalancerInfo),
        ...readBlueGreen(request.blueGreenDeploymentConfiguration),
      };
    case 'Lambda':
      refuseForLambda(request);
      return { ...common, computePlatform: platform };
    default:
      return assertNever(platform, 'compute platform');
  }
}

/** The text about blueGreenDeploymentConfiguration was measured (badmintoncryer/cdk-preflight); the others follow it. */
function refuseForLambda({
  blueGreenDeploymentConfiguration,
  loadBalancerInfo,
  ecsServices,
}: DeploymentGroupRequest): void {
  const text = (member: string) => `For Lambda deployment group, ${member} can not be specified`;
  if (blueGreenDeploymentConfiguration) {
    throw errors.blueGreenConfiguration(text('blueGreenDeploymentConfiguration'));
  }
  if (loadBalancerInfo) throw errors.loadBalancerInfo(text('loadBalancerInfo'));
  if (ecsServices && ecsServices.length > 0) throw errors.ecsService(text('ecsServices'));
}

function readRole(arn: string | undefined): string {
  if (!arn) throw errors.roleRequired();
  if (parseArn(arn)?.service !== 'iam') throw errors.invalidRole(arn);
  return arn;
}

function readService(services: DeploymentGroupRequest['ecsServices']): EcsDeploymentGroup['service'] {
  const [service, ...more] = services ?? [];
  if (!service?.serviceName || more.length > 0) {
    throw errors.ecsService('For ECS deployment group, exactly one ECS service must be specified.');
  }
  return { cluster: service.clusterName ?? 'default', service: service.serviceName };
}

function readPair(info: DeploymentGroupRequest['loadBalancerInfo']): TargetGroupPair {
  const subject = 'For ECS deployment group, loadBalancerInfo';
  if (!info) throw errors.loadBalancerInfo(`${subject} must be specified`);
  if (info.elbInfoList?.length) throw errors.loadBalancerInfo(`${subject} must not contain elbInfo list`);
  if (info.targetGroupInfoList?.length) {
    throw errors.loadBalancerInfo(`${subject} must not contain targetGroupInfo list`);
  }
  const [pair, ...morePairs] = info.targetGroupPairInfoList ?? [];
  if (!pair || morePairs.length > 0) throw errors.targetGroupPair('Exactly one target group pair must be specified.');
  const [first, second, ...more] = (pair.targetGroups ?? []).map(({ name }) => name);
  if (!first || !second || first === second || more.length > 0) {
    throw errors.targetGroupPair('A target group pair must have two different target groups.');
  }
  const production = pair.prodTrafficRoute?.listenerArns ?? [];
  const test = pair.testTrafficRoute?.listenerArns ?? [];
  // One listener a route. Source: CodeDeploy user guide, limits.
  if (production.length !== 1 || !production[0]) {
    throw errors.targetGroupPair('prodTrafficRoute must have exactly one listener.');
  }
  if (test.length > 1) throw errors.targetGroupPair('testTrafficRoute must have at most one listener.');
  if (test[0] === production[0]) {
    throw errors.targetGroupPair('The production and the test route must have different listeners.');
  }
  return {
    targetGroupNames: [first, second],
    productionListenerArn: production[0],
    ...(test[0] !== undefined && { testListenerArn: test[0] }),
  };
}

/** Two days of termination wait. Source: CodeDeploy API, terminationWaitTimeInMinutes (2880). */
const MAX_TERMINATION_MINUTES = 2880;

function readBlueGreen(configuration: BlueGreenRequest | undefined): Pick<EcsDeploymentGroup, 'ready' | 'termination'> {
  if (!configuration) {
    throw errors.blueGreenConfiguration('For ECS deployment group, blueGreenDeploymentConfiguration must be specified');
  }
  const { deploymentReadyOption: ready, terminateBlueInstancesOnDeploymentSuccess: terminate } = configuration;
  if (configuration.greenFleetProvisioningOption !== undefined) {
    throw errors.blueGreenConfiguration('greenFleetProvisioningOption must not be specified for ECS.');
  }
  if (!terminate?.action) {
    throw errors.blueGreenConfiguration('terminateBlueInstancesOnDeploymentSuccess must have an action.');
  }
  const readyAction = oneOf(ready?.actionOnTimeout ?? 'CONTINUE_DEPLOYMENT', [
    'CONTINUE_DEPLOYMENT',
    'STOP_DEPLOYMENT',
  ]);
  const readyMinutes = minutes(ready?.waitTimeInMinutes ?? 0, 'waitTimeInMinutes');
  if (readyAction === 'CONTINUE_DEPLOYMENT' && readyMinutes > 0) {
    throw errors.blueGreenConfiguration('waitTimeInMinutes applies only to STOP_DEPLOYMENT.');
  }
  return {
    ready: { action: readyAction, waitMinutes: readyMinutes },
    termination: {
      action: oneOf(terminate.action, ['TERMINATE', 'KEEP_ALIVE']),
      waitMinutes: minutes(terminate.terminationWaitTimeInMinutes ?? 0, 'terminationWaitTimeInMinutes'),
    },
  };
}

function oneOf<T extends string>(value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (!found) throw errors.blueGreenConfiguration(`${value} is not one of ${allowed.join(', ')}.`);
  return found;
}

function minutes(value: number, what: string): number {
  if (Number.isInteger(value) && value >= 0 && value <= MAX_TERMINATION_MINUTES) return value;
  throw errors.blueGreenConfiguration(`${what} must be a whole number from 0 to ${MAX_TERMINATION_MINUTES}.`);
}

const ROLLBACK_EVENTS: readonly RollbackEvent[] = [
  'DEPLOYMENT_FAILURE',
  'DEPLOYMENT_STOP_ON_ALARM',
  'DEPLOYMENT_STOP_ON_REQUEST',
];

export function readAutoRollback(request: AutoRollbackRequest | undefined): AutoRollback {
  const events = (request?.events ?? []).map((event) => {
    const found = ROLLBACK_EVENTS.find((known) => known === event);
    if (!found) throw errors.autoRollback(`${event} is not one of ${ROLLBACK_EVENTS.join(', ')}.`);
    return found;
  });
  const enabled = request?.enabled ?? false;
  if (enabled && events.length === 0) {
    throw errors.autoRollback('An enabled automatic rollback must name at least one event.');
  }
  return { enabled, events };
}

/** Source: CodeDeploy API, AlarmConfiguration. */
const MAX_ALARMS = 10;

export function readAlarms(request: AlarmConfigurationRequest | undefined): AlarmConfiguration {
  const names = (request?.alarms ?? []).map(({ name }) => {
    if (!name) throw errors.alarmConfiguration('Each alarm must have a name.');
    return name;
  });
  if (names.length > MAX_ALARMS) throw errors.alarmsLimit();
  if (new Set(names).size < names.length) throw errors.alarmConfiguration('Each alarm may be named once.');
  const enabled = request?.enabled ?? false;
  if (enabled && names.length === 0)
    throw errors.alarmConfiguration('An enabled alarm configuration must name an alarm.');
  return { enabled, ignorePollAlarmFailure: request?.ignorePollAlarmFailure ?? false, names };
}
