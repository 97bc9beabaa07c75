import { AwsError } from '../../kernel/aws-error.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import { Signal } from '../../kernel/signal.ts';
import type { AlarmState, AlarmStates } from '../ports/alarm-states.ts';
import { FakeFunctionAliases } from '../function-deployments/fake-function-aliases.ts';
import type { FunctionAliases } from '../ports/function-aliases.ts';
import type { Functions } from '../ports/functions.ts';
import type { ListenerWeights, WeightedGroup } from '../ports/listener-weights.ts';
import type { TargetGroupFacts, TargetGroups } from '../ports/target-groups.ts';
import type { ServiceFacts, TaskSetFacts, TaskSets } from '../ports/task-sets.ts';

export const SCOPE: Scope = { account: '111111111111', region: 'eu-west-1' };
export const LISTENER = arnOf(SCOPE, 'elasticloadbalancing', 'listener/app/picus/1/prod');
export const TEST_LISTENER = arnOf(SCOPE, 'elasticloadbalancing', 'listener/app/picus/1/test');
export const ROLE = 'arn:aws:iam::111111111111:role/picus-deploy';
export const targetGroupArn = (name: string): string => arnOf(SCOPE, 'elasticloadbalancing', `targetgroup/${name}/1`);
const taskDefinitionArn = (revision: number): string => arnOf(SCOPE, 'ecs', `task-definition/picus:${revision}`);

/** One service, one load balancer, some alarms and functions, in memory: the ports of a deployment for tests. */
export class FakeReleaseWorld {
  taskSetList: TaskSetFacts[] = [taskSet('1', 'picus-blue', taskDefinitionArn(1), { status: 'PRIMARY' })];
  controller: ServiceFacts['deploymentController'] = 'CODE_DEPLOY';
  /** New task sets are steady at once, unless a test says otherwise. */
  steady = true;
  readonly sick = new Set<string>();
  readonly weights = new Map<string, WeightedGroup[]>([
    [LISTENER, pair(100, 0)],
    [TEST_LISTENER, pair(100, 0)],
  ]);
  readonly writes: string[] = [];
  readonly alarmList: AlarmState[] = [];
  readonly handlers = new Map<string, (payload: unknown) => unknown>();
  readonly invocations: { name: string; payload: { DeploymentId: string; LifecycleEventHookExecutionId: string } }[] =
    [];
  readonly #changed = new Signal<string>();

  /** Shares of the production listener: blue, then green. */
  get shares(): [number, number] {
    const of = (name: string) =>
      this.weights.get(LISTENER)?.find((group) => group.targetGroupArn === targetGroupArn(name))?.weight ?? 0;
    return [of('picus-blue'), of('picus-green')];
  }

  /** Tells whoever waits that something of the service changed. */
  touch(): void {
    this.#changed.emit('service');
  }

  readonly taskSets: TaskSets = {
    service: (_scope, { cluster, service }) => this.#service(cluster, service),
    taskDefinitionArn: (_scope, reference) => {
      if (reference.includes('task-definition/picus:')) return reference;
      throw new AwsError('ClientException', 'Unable to describe task definition.');
    },
    containerPorts: () => [{ containerName: 'app', containerPort: 8080 }],
    create: async (_scope, _ref, wanted) => {
      const name = wanted.targetGroupArn.includes('green') ? 'picus-green' : 'picus-blue';
      const created = taskSet(String(this.taskSetList.length + 1), name, wanted.taskDefinition, {
        externalId: wanted.externalId,
        startedBy: 'CODE_DEPLOY',
        stability: this.steady ? 'STEADY_STATE' : 'STABILIZING',
      });
      this.taskSetList.push(created);
      this.touch();
      return created;
    },
    makePrimary: async (_scope, _ref, id) => {
      this.writes.push(`primary ${id}`);
      this.taskSetList = this.taskSetList.map((one) => {
        if (one.status === 'DRAINING') return one;
        return { ...one, status: one.id === id ? 'PRIMARY' : 'ACTIVE' };
      });
    },
    drain: async (_scope, _ref, id) => {
      this.writes.push(`drain ${id}`);
      this.taskSetList = this.taskSetList.map((one) =>
        one.id === id ? { ...one, status: 'DRAINING', scale: 0, computedDesiredCount: 0, runningCount: 0 } : one,
      );
    },
    changed: this.#changed,
  };

  readonly targetGroups: TargetGroups = {
    byArn: (_scope, arn) => facts(arn.split('/')[1] ?? ''),
    byName: (_scope, name) => facts(name),
    register: async () => {},
    deregister: async () => {},
    health: (_scope, arn) => {
      const name = arn.split('/')[1] ?? '';
      const running = this.taskSetList.filter((one) => one.targetGroupArn === arn && one.status !== 'DRAINING');
      const state = this.sick.has(name) ? ('unhealthy' as const) : ('healthy' as const);
      return running.map(({ id }) => ({ id, port: 8080, state }));
    },
    changed: this.#changed,
  };

  readonly listeners: ListenerWeights = {
    read: (_scope, listenerArn) => {
      const groups = this.weights.get(listenerArn);
      if (!groups) throw new AwsError('ListenerNotFound', `Listener '${listenerArn}' not found`);
      return groups;
    },
    write: async (_scope, listenerArn, groups) => {
      this.weights.set(listenerArn, groups);
      const shares = ['picus-blue', 'picus-green'].map(
        (name) => groups.find((group) => group.targetGroupArn === targetGroupArn(name))?.weight ?? 0,
      );
      this.writes.push(`${listenerArn === LISTENER ? 'production' : 'test'} ${shares.join('/')}`);
    },
  };

  readonly aliases = new FakeFunctionAliases();

  readonly functions: Functions & FunctionAliases = {
    alias: (...at) => this.aliases.alias(...at),
    hasVersion: (...at) => this.aliases.hasVersion(...at),
    route: (...to) => this.aliases.route(...to),
    exists: (_scope, reference) => this.handlers.has(reference),
    invoke: async (_scope, reference, { payload }) => {
      const handler = this.handlers.get(reference);
      if (!handler) throw new AwsError('ResourceNotFoundException', `Function not found: ${reference}`);
      const call = payload as { DeploymentId: string; LifecycleEventHookExecutionId: string };
      this.invocations.push({ name: reference, payload: call });
      return { status: 200, payload: await handler(payload) };
    },
  };

  readonly alarmStates: AlarmStates = {
    read: (_scope, names) => this.alarmList.filter(({ name }) => names.includes(name)),
    changed: new Signal(),
  };

  #service(cluster: string, service: string): ServiceFacts {
    if (service !== 'picus-prod') throw new AwsError('ServiceNotFoundException', 'Service not found.');
    return {
      clusterName: cluster,
      clusterArn: arnOf(SCOPE, 'ecs', `cluster/${cluster}`),
      serviceName: service,
      serviceArn: arnOf(SCOPE, 'ecs', `service/${cluster}/${service}`),
      deploymentController: this.controller,
      taskDefinition: taskDefinitionArn(1),
      desiredCount: 2,
      network: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
      platformVersion: 'LATEST',
      loadBalancers: [{ targetGroupArn: targetGroupArn('picus-blue'), containerName: 'app', containerPort: 8080 }],
      taskSets: this.taskSetList,
    };
  }
}

const pair = (blue: number, green: number): WeightedGroup[] => [
  { targetGroupArn: targetGroupArn('picus-blue'), weight: blue },
  { targetGroupArn: targetGroupArn('picus-green'), weight: green },
];

function facts(name: string): TargetGroupFacts {
  if (name !== 'picus-blue' && name !== 'picus-green') throw new AwsError('TargetGroupNotFound', 'not found');
  return { arn: targetGroupArn(name), name, fullName: `targetgroup/${name}/1`, loadBalancerArns: [] };
}

const taskSet = (number: string, group: string, taskDefinition: string, more: Partial<TaskSetFacts>): TaskSetFacts => ({
  id: `ecs-svc/${number.padStart(19, '9')}`,
  arn: arnOf(SCOPE, 'ecs', `task-set/picus/picus-prod/ecs-svc/${number}`),
  status: 'ACTIVE',
  taskDefinition,
  scale: 100,
  computedDesiredCount: 2,
  pendingCount: 0,
  runningCount: 2,
  stability: 'STEADY_STATE',
  stabilityAt: 0,
  targetGroupArn: targetGroupArn(group),
  createdAt: 0,
  ...more,
});

/** What a deployment group of this world looks like to a client. */
export const groupRequest = {
  applicationName: 'picus-prod',
  deploymentGroupName: 'picus-prod',
  serviceRoleArn: ROLE,
  deploymentStyle: { deploymentType: 'BLUE_GREEN' as const, deploymentOption: 'WITH_TRAFFIC_CONTROL' as const },
  ecsServices: [{ clusterName: 'picus', serviceName: 'picus-prod' }],
  loadBalancerInfo: {
    targetGroupPairInfoList: [
      {
        targetGroups: [{ name: 'picus-green' }, { name: 'picus-blue' }],
        prodTrafficRoute: { listenerArns: [LISTENER] },
        testTrafficRoute: { listenerArns: [TEST_LISTENER] },
      },
    ],
  },
  blueGreenDeploymentConfiguration: {
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE' as const, terminationWaitTimeInMinutes: 5 },
    deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' as const, waitTimeInMinutes: 0 },
  },
  autoRollbackConfiguration: {
    enabled: true,
    events: ['DEPLOYMENT_FAILURE' as const, 'DEPLOYMENT_STOP_ON_ALARM' as const, 'DEPLOYMENT_STOP_ON_REQUEST' as const],
  },
};

/** An AppSpec for this world's service, as JSON. */
export const appSpecFor = (revision: number, hooks: Record<string, string> = {}): string =>
  JSON.stringify({
    version: 0.0,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: taskDefinitionArn(revision),
            LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
          },
        },
      },
    ],
    Hooks: Object.entries(hooks).map(([event, name]) => ({ [event]: name })),
  });
