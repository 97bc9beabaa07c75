import { type Deployment, LIFECYCLE_EVENTS, type LifecycleEvent } from '../release/deployment.ts';
import type { ServiceTaskSet } from '../release/sides.ts';

/** What the specs of the release tool start from: a service `picus` of stack `svc`, live on its blue group. */
const ECS = 'arn:aws:ecs:eu-west-1:111111111111:task-definition/picus';
const ELB = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111';

export const REVISION_1 = `${ECS}:1`;
export const REVISION_2 = `${ECS}:2`;
export const BLUE = `${ELB}:targetgroup/svc-blue/0000000000000001`;
export const GREEN = `${ELB}:targetgroup/svc-green/0000000000000002`;
export const PRODUCTION = `${ELB}:listener/app/svc/0000000000000003/0000000000000004`;
export const TEST = `${ELB}:listener/app/svc/0000000000000003/0000000000000005`;
export const START = Date.UTC(2026, 0, 1);

export const outputs = (overrides: Record<string, string> = {}): Record<string, string> => ({
  ClusterName: 'picus-cluster',
  ServiceName: 'picus',
  TaskDefinitionArn: REVISION_2,
  ContainerName: 'app',
  ContainerPort: '8080',
  ApplicationName: 'picus-app',
  DeploymentGroupName: 'picus-group',
  DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
  SubnetIds: 'subnet-1, subnet-2',
  SecurityGroupIds: 'sg-1',
  VerifyGreenFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:verify-green',
  BlueTargetGroupArn: BLUE,
  GreenTargetGroupArn: GREEN,
  ProductionListenerArn: PRODUCTION,
  TestListenerArn: TEST,
  BlueAlarmNames: 'svc-blue-5xx',
  GreenAlarmNames: 'svc-green-5xx',
  LoadBalancerDnsName: 'svc-1.eu-west-1.elb.amazonaws.com',
  ...overrides,
});

export const functionOutputs = (overrides: Record<string, string> = {}): Record<string, string> => ({
  ComputePlatform: 'Lambda',
  FunctionName: 'delete-item',
  FunctionVersion: '2',
  AliasName: 'live',
  ApplicationName: 'picus-functions',
  DeploymentGroupName: 'delete-item',
  DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  AlarmNames: 'delete-item-errors',
  ...overrides,
});

/** Version 2 of the function on its way, its AllowTraffic in progress. */
export const functionDeployment = (overrides: Partial<Deployment> = {}): Deployment =>
  deployment({
    platform: 'Lambda',
    taskDefinition: undefined,
    functionShift: {
      functionName: 'delete-item',
      alias: 'live',
      currentVersion: '1',
      targetVersion: '2',
      weight: undefined,
    },
    alarms: ['delete-item-errors'],
    productionListeners: [],
    testListeners: [],
    targetGroupNames: [],
    events: functionEvents('InProgress'),
    ...overrides,
  });

/** Source: CodeDeploy user guide, "Lifecycle event hooks for an AWS Lambda deployment". */
export const functionEvents = (allowTraffic: string): LifecycleEvent[] => [
  { name: 'BeforeAllowTraffic', status: 'Succeeded' },
  { name: 'AllowTraffic', status: allowTraffic },
  { name: 'AfterAllowTraffic', status: allowTraffic === 'Succeeded' ? 'Succeeded' : 'Pending' },
];

export const taskSet = (overrides: Partial<ServiceTaskSet> = {}): ServiceTaskSet => ({
  id: 'ecs-svc/1',
  status: 'PRIMARY',
  taskDefinition: REVISION_1,
  targetGroupArn: BLUE,
  deploymentId: undefined,
  desired: 2,
  running: 2,
  pending: 0,
  ...overrides,
});

/** All eight events, Pending but for those named. Each that started took two seconds, one after the other. */
export const events = (statuses: Record<string, string> = {}): LifecycleEvent[] =>
  LIFECYCLE_EVENTS.map((name, index) => {
    const status = statuses[name] ?? 'Pending';
    const started = status !== 'Pending' && status !== 'Skipped';
    return {
      name,
      status,
      ...(started && { startedAt: START + index * 2000 }),
      ...(started && status !== 'InProgress' && { endedAt: START + index * 2000 + 2000 }),
    };
  });

export const deployment = (overrides: Partial<Deployment> = {}): Deployment => ({
  id: 'd-ACTIVE',
  platform: 'ECS',
  status: 'InProgress',
  application: 'picus-app',
  group: 'picus-group',
  config: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
  creator: 'user',
  taskDefinition: REVISION_2,
  functionShift: undefined,
  createdAt: START,
  completedAt: undefined,
  error: undefined,
  rollback: undefined,
  autoRollback: true,
  terminationWaitMinutes: 60,
  alarms: ['svc-green-5xx'],
  productionListeners: [PRODUCTION],
  testListeners: [TEST],
  targetGroupNames: ['svc-blue', 'svc-green'],
  events: events(),
  taskSets: [],
  ...overrides,
});
