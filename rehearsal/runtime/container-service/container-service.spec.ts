import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { containerService, type ContainerService } from './container-service.ts';
import { FakeAddresses, FakeTargetGroups, FakeTaskRuntime } from './fakes.ts';
import type { ContainerDefinition } from './task-definition.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const ref = { cluster: 'main', service: 'web' };
const group = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/${name}/1`;
const [BLUE, GREEN] = [group('blue'), group('green')];
const app: ContainerDefinition = {
  name: 'app',
  image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:1',
  essential: true,
  environment: [],
  portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
};

let clock: ManualClock;
let targetGroups: FakeTargetGroups;
let taskRuntime: FakeTaskRuntime;
let addresses: FakeAddresses;
let ecs: ContainerService;

beforeEach(() => {
  clock = new ManualClock();
  targetGroups = new FakeTargetGroups();
  taskRuntime = new FakeTaskRuntime();
  addresses = new FakeAddresses();
  ecs = containerService({ clock, ids: randomIds, log: silentLog, taskRuntime, targetGroups, addresses });
  ecs.clusters.create(scope, 'main');
  register();
});

const register = () =>
  ecs.taskDefinitions.register(scope, {
    family: 'web',
    containerDefinitions: [app],
    cpu: '256',
    memory: '512',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    tags: [],
  });

const create = (facts: { desiredCount?: number; grace?: number } = {}) =>
  ecs.services.create(scope, {
    cluster: 'main',
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: facts.desiredCount ?? 2,
    deploymentController: 'CODE_DEPLOY',
    healthCheckGracePeriodSeconds: facts.grace ?? 0,
    loadBalancers: [{ targetGroupArn: BLUE, containerName: 'app', containerPort: 8080 }],
    network: { subnets: ['subnet-a', 'subnet-b'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
  });

const createGreen = () =>
  ecs.taskSets.create(scope, ref, {
    taskDefinition: 'web:1',
    targetGroupArn: GREEN,
    containerName: 'app',
    containerPort: 8080,
    externalId: 'd-1',
  });

const taskSets = () => ecs.taskSets.service(scope, ref).taskSets;
const settle = () => clock.advance(0);
const events = () => ecs.services.active(scope, 'main', 'web').events.map(({ message }) => message);

describe('a service under CODE_DEPLOY', () => {
  it('is made with a primary task set that nobody started, and becomes steady', async () => {
    const service = create();
    await ecs.services.stable(service);
    expect(taskSets()).toEqual([
      expect.objectContaining({
        status: 'PRIMARY',
        scale: 100,
        runningCount: 2,
        pendingCount: 0,
        stability: 'STEADY_STATE',
        targetGroupArn: BLUE,
      }),
    ]);
    expect(taskSets()[0]).not.toHaveProperty('startedBy');
    expect(targetGroups.health(scope, BLUE)).toHaveLength(2);
    expect(service.taskSets[0]?.tasks.map((task) => task.network?.subnetId)).toEqual(['subnet-a', 'subnet-b']);
    expect(events()[0]).toBe('(service web) has reached a steady state.');
  });

  it('is not steady before the load balancer finds its tasks healthy', async () => {
    targetGroups.initially = 'initial';
    create();
    await settle();
    expect(taskSets()[0]).toMatchObject({ runningCount: 2, stability: 'STABILIZING' });
    targetGroups.setAll(BLUE, 'healthy');
    await settle();
    expect(taskSets()[0]?.stability).toBe('STEADY_STATE');
  });

  it('replaces a task whose essential container ends', async () => {
    create({ desiredCount: 1 });
    await settle();
    taskRuntime.exit(0, 1);
    await settle();
    const stopped = ecs.services.tasks(scope, 'main').find(({ task }) => task.lastStatus === 'STOPPED')?.task;
    expect(stopped).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
    });
    expect(stopped?.containers[0]).toMatchObject({ exitCode: 1, lastStatus: 'STOPPED' });
    await clock.advance(5_000);
    expect(taskRuntime.alive()).toHaveLength(1);
    expect(taskSets()[0]?.stability).toBe('STEADY_STATE');
  });

  it('replaces an unhealthy task after the grace period only', async () => {
    const service = create({ desiredCount: 1, grace: 10 });
    await settle();
    targetGroups.setAll(BLUE, 'unhealthy');
    await clock.advance(9_000);
    expect(taskRuntime.starts).toBe(1);
    await clock.advance(1_500);
    expect(taskRuntime.starts).toBe(2);
    expect(service.taskSets[0]?.tasks[0]).toMatchObject({
      stoppedReason: `Task failed ELB health checks in (target-group ${BLUE})`,
    });
  });

  it('starts failing tasks ever more seldom and says why', async () => {
    taskRuntime.failure = new Error('CannotPullContainerError: not found');
    const service = create({ desiredCount: 1 });
    await settle();
    expect(taskRuntime.starts).toBe(1);
    await clock.advance(30_000);
    expect(taskRuntime.starts).toBe(3);
    expect(service.taskSets[0]?.tasks[0]).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError: not found',
    });
    expect(events()).toContain('(service web) is unable to consistently start tasks successfully.');
    expect(addresses.attached.size).toBe(0);
  });

  it('drains a target before its task gets SIGTERM', async () => {
    targetGroups.drainsAtOnce = false;
    create({ desiredCount: 1 });
    await settle();
    ecs.services.update(scope, 'main', 'web', { desiredCount: 0 });
    await settle();
    expect(targetGroups.health(scope, BLUE)).toEqual([expect.objectContaining({ state: 'draining' })]);
    expect(taskRuntime.alive()).toHaveLength(1);
    targetGroups.drained(BLUE);
    await settle();
    expect(taskRuntime.alive()).toHaveLength(0);
    expect(addresses.attached.size).toBe(0);
  });

  it('refuses updates that are a deployment’s', () => {
    create();
    const update = (change: object) => () => ecs.services.update(scope, 'main', 'web', change);
    expect(update({ taskDefinition: 'web' })).toThrow(
      'Unable to update task definition on services with a CODE_DEPLOY deployment controller.',
    );
    expect(update({ networkConfiguration: {} })).toThrow('Unable to update network parameters on services');
    expect(update({ forceNewDeployment: true })).toThrow('Cannot force a new deployment on services');
  });

  it('is deleted with its tasks', async () => {
    const service = create();
    await settle();
    expect(() => ecs.services.delete(scope, 'main', 'web', { force: false })).toThrow('scaled above 0');
    ecs.services.delete(scope, 'main', 'web', { force: true });
    await settle();
    expect(service.status).toBe('INACTIVE');
    expect(taskRuntime.alive()).toHaveLength(0);
  });
});

describe('task sets', () => {
  it('go the way of a release', async () => {
    create();
    await settle();
    const green = await createGreen();
    expect(green).toMatchObject({
      status: 'ACTIVE',
      startedBy: 'CODE_DEPLOY',
      externalId: 'd-1',
      stability: 'STABILIZING',
    });
    await settle();
    expect(taskSets().map(({ stability }) => stability)).toEqual(['STEADY_STATE', 'STEADY_STATE']);

    const [blue] = taskSets();
    await ecs.taskSets.makePrimary(scope, ref, green.id);
    expect(taskSets().map(({ status }) => status)).toEqual(['ACTIVE', 'PRIMARY']);
    await ecs.taskSets.drain(scope, ref, blue?.id ?? '');
    expect(taskSets()[0]).toMatchObject({ status: 'DRAINING', scale: 0, computedDesiredCount: 0 });
    await settle();
    expect(taskSets()).toEqual([expect.objectContaining({ id: green.id, status: 'PRIMARY', runningCount: 2 })]);
    expect(ecs.services.tasks(scope, 'main').filter(({ task }) => task.lastStatus === 'STOPPED')).toHaveLength(2);
  });

  it('are five at most', async () => {
    create();
    for (let count = 0; count < 4; count++) await createGreen();
    await expect(createGreen()).rejects.toThrow('5 deployments exist on the service. Unable to create new TaskSet');
  });

  it('need a target group behind a load balancer', async () => {
    create();
    targetGroups.loadBalancerArns = [];
    await expect(createGreen()).rejects.toThrow('does not have an associated load balancer');
  });

  it('stay while they are primary', async () => {
    create();
    await expect(ecs.taskSets.drain(scope, ref, taskSets()[0]?.id ?? '')).rejects.toThrow('primary task set');
  });
});

describe('task definitions', () => {
  it('number their revisions and never reuse one', () => {
    expect(register().revision).toBe(2);
    ecs.taskDefinitions.deregister(scope, 'web:2');
    expect(register().revision).toBe(3);
    expect(ecs.taskDefinitions.list(scope, {}).map(({ revision }) => revision)).toEqual([1, 3]);
    expect(() => ecs.taskSets.taskDefinitionArn(scope, 'web:2')).toThrow('Unable to describe task definition.');
  });

  it('refuse sizes that Fargate does not offer', () => {
    const bad = {
      family: 'x',
      containerDefinitions: [app],
      cpu: '256',
      memory: '8192',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      tags: [],
    };
    expect(() => ecs.taskDefinitions.register(scope, bad)).toThrow(
      'No Fargate configuration exists for given values: 256 CPU, 8192 memory.',
    );
  });
});
