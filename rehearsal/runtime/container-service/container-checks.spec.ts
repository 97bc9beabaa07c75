import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { containerService, type ContainerService } from './container-service.ts';
import { FakeAddresses, FakeTargetGroups, FakeTaskRuntime } from './fakes.ts';
import type { ContainerDefinition } from './task-definition.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const TARGET_GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/blue/1';
const container = (name: string, facts: Partial<ContainerDefinition> = {}): ContainerDefinition => ({
  name,
  image: 'web:1',
  essential: true,
  environment: [],
  portMappings: name === 'app' ? [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }] : [],
  ...facts,
});
const healthCheck = { command: ['CMD', 'node', 'check.mjs'], interval: 10, timeout: 2, retries: 3 };

let clock: ManualClock;
let taskRuntime: FakeTaskRuntime;
let ecs: ContainerService;

beforeEach(() => {
  clock = new ManualClock();
  taskRuntime = new FakeTaskRuntime();
  const targetGroups = new FakeTargetGroups();
  const addresses = new FakeAddresses();
  ecs = containerService({ clock, ids: randomIds, log: silentLog, taskRuntime, targetGroups, addresses });
  ecs.clusters.create(scope, 'main');
});

const register = (...containerDefinitions: ContainerDefinition[]) =>
  ecs.taskDefinitions.register(scope, {
    family: 'web',
    containerDefinitions,
    cpu: '256',
    memory: '512',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    tags: [],
  });

const create = async (grace = 0) => {
  const service = ecs.services.create(scope, {
    cluster: 'main',
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: 1,
    deploymentController: 'CODE_DEPLOY',
    healthCheckGracePeriodSeconds: grace,
    loadBalancers: [{ targetGroupArn: TARGET_GROUP, containerName: 'app', containerPort: 8080 }],
    network: { subnets: ['subnet-a'], securityGroups: [], assignPublicIp: 'DISABLED' },
  });
  await clock.advance(0);
  return service;
};
const tasks = () => ecs.services.tasks(scope, 'main').map(({ task }) => task);
const health = () => tasks()[0]?.containers.map((each) => each.health);

describe('container health checks', () => {
  it('make a task set steady once they have passed', async () => {
    register(container('app'), container('redirect', { healthCheck }));
    const service = await create();
    expect(health()).toEqual([undefined, 'UNKNOWN']);
    expect(service.taskSets[0]).toMatchObject({ stability: 'STABILIZING', tasks: [{ lastStatus: 'RUNNING' }] });
    await clock.advance(9_999);
    expect(taskRuntime.checks).toEqual([]);
    await clock.advance(1);
    expect(taskRuntime.checks).toEqual([{ container: 'redirect', command: healthCheck.command, timeoutMs: 2_000 }]);
    expect(health()).toEqual([undefined, 'HEALTHY']);
    expect(service.taskSets[0]?.stability).toBe('STEADY_STATE');
  });

  it('that fail as often as they may stop the task, and another takes its place', async () => {
    register(container('app'), container('redirect', { healthCheck }));
    const service = await create();
    await clock.advance(10_000);
    taskRuntime.passes = () => false;
    await clock.advance(20_000);
    expect(health()).toEqual([undefined, 'HEALTHY']);
    await clock.advance(10_000);
    const [stopped, next] = tasks();
    expect(stopped).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed container health checks',
    });
    expect(stopped?.containers[1]?.health).toBe('UNHEALTHY');
    expect(next?.desiredStatus).toBe('RUNNING');
    expect(service.events.map(({ message }) => message)).toContain(
      `(service web) (task ${stopped?.id}) failed container health checks.`,
    );
  });

  it('do not count in the start period, nor in the grace period of the service', async () => {
    register(container('app', { healthCheck: { ...healthCheck, retries: 1, startPeriod: 35 } }));
    await create(60);
    taskRuntime.passes = () => false;
    await clock.advance(39_999);
    expect(health()).toEqual(['UNKNOWN']);
    await clock.advance(1);
    expect(health()).toEqual(['UNHEALTHY']);
    expect(tasks()).toHaveLength(1);
    await clock.advance(20_000);
    expect(tasks()[0]?.stoppedReason).toBe('Task failed container health checks');
  });

  it('of a container that is not essential stop nothing', async () => {
    register(container('app'), container('helper', { essential: false, healthCheck: { ...healthCheck, retries: 1 } }));
    const service = await create();
    taskRuntime.passes = () => false;
    await clock.advance(10_000);
    expect(health()).toEqual([undefined, 'UNHEALTHY']);
    expect(service.taskSets[0]?.stability).toBe('STEADY_STATE');
  });

  it('end with their task', async () => {
    register(container('app', { healthCheck }));
    await create();
    ecs.services.delete(scope, 'main', 'web', { force: true });
    await clock.advance(100_000);
    expect(taskRuntime.checks).toEqual([]);
  });
});

describe('dependencies', () => {
  it('let a container start when the other is healthy', async () => {
    register(
      container('app', { dependsOn: [{ containerName: 'redirect', condition: 'HEALTHY' }] }),
      container('redirect', { healthCheck }),
    );
    await create();
    const states = () => tasks()[0]?.containers.map(({ lastStatus }) => lastStatus);
    expect(states()).toEqual(['PENDING', 'RUNNING']);
    await clock.advance(10_000);
    expect(states()).toEqual(['RUNNING', 'RUNNING']);
    expect(tasks()[0]?.lastStatus).toBe('RUNNING');
  });

  it('that never become healthy end the task before it runs', async () => {
    register(
      container('app', { dependsOn: [{ containerName: 'redirect', condition: 'HEALTHY' }] }),
      container('redirect', { healthCheck }),
    );
    taskRuntime.passes = () => false;
    await create();
    await clock.advance(30_000);
    expect(tasks()[0]).toMatchObject({ stoppedReason: 'Task failed container health checks', lastStatus: 'STOPPED' });
    expect(tasks()[0]).not.toHaveProperty('startedAt');
  });

  it('START waits for the start only, whatever the order of the list', async () => {
    register(
      container('app', { dependsOn: [{ containerName: 'redirect', condition: 'START' }] }),
      container('redirect', { healthCheck }),
    );
    await create();
    expect(tasks()[0]?.lastStatus).toBe('RUNNING');
  });
});

describe('what is refused', () => {
  it.each<[string, ContainerDefinition[]]>([
    ['begins with CMD or CMD-SHELL', [container('app', { healthCheck: { ...healthCheck, command: ['node'] } })]],
    ["Invalid 'interval'", [container('app', { healthCheck: { ...healthCheck, interval: 4 } })]],
    ["Invalid 'retries'", [container('app', { healthCheck: { ...healthCheck, retries: 11 } })]],
    ['does not exist', [container('app', { dependsOn: [{ containerName: 'none', condition: 'START' }] })]],
    [
      'has no health check',
      [container('app', { dependsOn: [{ containerName: 'b', condition: 'HEALTHY' }] }), container('b')],
    ],
    [
      'dependsOn with condition COMPLETE',
      [container('app', { dependsOn: [{ containerName: 'b', condition: 'COMPLETE' as 'START' }] }), container('b')],
    ],
    [
      'depend on each other: app, b, app',
      [
        container('app', { dependsOn: [{ containerName: 'b', condition: 'START' }] }),
        container('b', { dependsOn: [{ containerName: 'app', condition: 'START' }] }),
      ],
    ],
  ])('%s', (message, containers) => {
    expect(() => register(...containers)).toThrow(message);
  });
});
