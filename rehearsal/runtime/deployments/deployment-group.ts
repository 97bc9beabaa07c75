import type { ServiceRef } from '../ports/task-sets.ts';

/** What a client or a template says about a group; members are checked by `readGroup`. Field names are the API's. */
export interface DeploymentGroupRequest {
  applicationName?: string | undefined;
  deploymentGroupName?: string | undefined;
  deploymentConfigName?: string | undefined;
  serviceRoleArn?: string | undefined;
  ecsServices?: { clusterName?: string | undefined; serviceName?: string | undefined }[] | undefined;
  deploymentStyle?: { deploymentType?: string | undefined; deploymentOption?: string | undefined } | undefined;
  loadBalancerInfo?: LoadBalancerInfoRequest | undefined;
  blueGreenDeploymentConfiguration?: BlueGreenRequest | undefined;
  autoRollbackConfiguration?: AutoRollbackRequest | undefined;
  alarmConfiguration?: AlarmConfigurationRequest | undefined;
  tags?: Record<string, string> | undefined;
}

interface LoadBalancerInfoRequest {
  elbInfoList?: unknown[] | undefined;
  targetGroupInfoList?: unknown[] | undefined;
  targetGroupPairInfoList?: TargetGroupPairRequest[] | undefined;
}

interface TargetGroupPairRequest {
  targetGroups?: { name?: string | undefined }[] | undefined;
  prodTrafficRoute?: { listenerArns?: string[] | undefined } | undefined;
  testTrafficRoute?: { listenerArns?: string[] | undefined } | undefined;
}

export interface BlueGreenRequest {
  deploymentReadyOption?: { actionOnTimeout?: string | undefined; waitTimeInMinutes?: number | undefined } | undefined;
  terminateBlueInstancesOnDeploymentSuccess?:
    { action?: string | undefined; terminationWaitTimeInMinutes?: number | undefined } | undefined;
  greenFleetProvisioningOption?: unknown;
}

export interface AutoRollbackRequest {
  enabled?: boolean | undefined;
  events?: readonly string[] | undefined;
}

export interface AlarmConfigurationRequest {
  enabled?: boolean | undefined;
  ignorePollAlarmFailure?: boolean | undefined;
  alarms?: { name?: string | undefined }[] | undefined;
}

/** Deployment groups by the compute platforms that are rehearsed. Source: API model, ComputePlatform. */
interface Groups {
  ECS: EcsDeploymentGroup;
  Lambda: LambdaDeploymentGroup;
}

export type ComputePlatform = keyof Groups;

export type GroupOf<P extends ComputePlatform> = Groups[P];

/** A deployment group, checked. */
export type DeploymentGroup = GroupOf<ComputePlatform>;

/** What groups of every compute platform have. */
export interface CommonGroup {
  id: string;
  applicationName: string;
  name: string;
  serviceRoleArn: string;
  configName: string;
  autoRollback: AutoRollback;
  alarms: AlarmConfiguration;
  tags: Record<string, string>;
}

/** Waits are minutes as configured, unscaled. */
export interface EcsDeploymentGroup extends CommonGroup {
  computePlatform: 'ECS';
  service: ServiceRef;
  pair: TargetGroupPair;
  ready: { action: 'CONTINUE_DEPLOYMENT' | 'STOP_DEPLOYMENT'; waitMinutes: number };
  termination: { action: 'TERMINATE' | 'KEEP_ALIVE'; waitMinutes: number };
}

/** It names no function: each AppSpec does. */
interface LambdaDeploymentGroup extends CommonGroup {
  computePlatform: 'Lambda';
}

/** Which of the two is blue is never decided by their order. */
export interface TargetGroupPair {
  targetGroupNames: readonly [string, string];
  productionListenerArn: string;
  testListenerArn?: string;
}

export type RollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

export interface AutoRollback {
  enabled: boolean;
  events: readonly RollbackEvent[];
}

export interface AlarmConfiguration {
  enabled: boolean;
  ignorePollAlarmFailure: boolean;
  names: readonly string[];
}
