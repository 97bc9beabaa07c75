import { beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { containerService, type ContainerService } from './container-service.ts';
import { FakeAddresses, FakeTargetGroups, FakeTaskRuntime } from './fakes.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const ref = { cluster: 'main', service: 'web' };
const group = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/${name}/1`;
const [BLUE, GREEN] = [group('blue'), group('green')];
const target = { containerName: 'app', containerPort: 8080 };

let clock: ManualClock;
let targetGroups: FakeTargetGroups;
let addresses: FakeAddresses;
let taskRuntime: FakeTaskRuntime;
let ecs: ContainerService;

const make = () => containerService({ clock, ids: randomIds, log: silentLog, taskRuntime, targetGroups, addresses });
const settle = () => clock.advance(0);

const register = (container: ContainerService) =>
  container.taskDefinitions.register(scope, {
    family: 'web',
    containerDefinitions: [
      {
        name: 'app',
        image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:1',
        essential: true,
        environment: [],
        portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
      },
    ],
    cpu: '256',
    memory: '512',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    tags: [],
  });

beforeEach(async () => {
  clock = new ManualClock();
  targetGroups = new FakeTargetGroups();
  addresses = new FakeAddresses();
  taskRuntime = new FakeTaskRuntime();
  ecs = make();
  ecs.clusters.create(scope, 'main');
  register(ecs);
  ecs.services.create(scope, {
    cluster: 'main',
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: 2,
    deploymentController: 'CODE_DEPLOY',
    loadBalancers: [{ targetGroupArn: BLUE, ...target }],
    network: { subnets: ['subnet-a', 'subnet-b'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
  });
  await settle();
});

/** The engine is killed, and its tasks with it; another one goes on. */
async function restart(): Promise<ContainerService> {
  const saved: unknown = deserialize(serialize(ecs.persistent.save()));
  ecs.services.close();
  taskRuntime = new FakeTaskRuntime();
  targetGroups = new FakeTargetGroups();
  const after = make();
  after.persistent.restore(saved);
  await after.persistent.resume?.();
  await settle();
  return after;
}

const service = (container: ContainerService) => container.services.active(scope, 'main', 'web');

describe('the container service of an engine that was started again', () => {
  it('has lost its tasks, gives their addresses back and starts new ones, and says so', async () => {
    const lost = service(ecs).taskSets.flatMap(({ tasks }) => tasks);
    const after = await restart();
    expect(taskRuntime.running).toHaveLength(2);
    expect(addresses.attached.size).toBe(2);
    const [taskSet] = service(after).taskSets;
    expect(taskSet).toMatchObject({ id: service(ecs).taskSets[0]?.id, status: 'PRIMARY', stability: 'STEADY_STATE' });
    expect(taskSet?.tasks.map(({ lastStatus }) => lastStatus)).toEqual(['STOPPED', 'STOPPED', 'RUNNING', 'RUNNING']);
    expect(taskSet?.tasks[0]).toMatchObject({
      id: lost[0]?.id,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'The engine ended while this was under way.',
      containers: [{ lastStatus: 'STOPPED' }],
    });
    const told = service(after).events.map(({ message }) => message);
    expect(told[0]).toContain('has reached a steady state');
    expect(told[1]).toContain('has started 2 tasks');
    expect(told[2]).toContain(`has lost 2 tasks: (task ${lost[0]?.id}) (task ${lost[1]?.id}).`);
  });

  it('keeps task sets with their revisions and goes on with each', async () => {
    register(ecs);
    const wanted = { taskDefinition: 'web:2', targetGroupArn: GREEN, externalId: 'd-1', ...target };
    const green = await ecs.taskSets.create(scope, ref, wanted);
    await settle();
    const after = await restart();
    expect(after.taskSets.service(scope, ref).taskSets).toMatchObject([
      { status: 'PRIMARY', taskDefinition: expect.stringMatching(/web:1$/), runningCount: 2 },
      { id: green.id, status: 'ACTIVE', taskDefinition: expect.stringMatching(/web:2$/), runningCount: 2 },
    ]);
    await after.taskSets.makePrimary(scope, ref, green.id);
    expect(service(after).taskSets.map(({ status }) => status)).toEqual(['ACTIVE', 'PRIMARY']);
  });

  it('counts revisions on, and knows one revision as one thing', async () => {
    ecs.taskDefinitions.deregister(scope, 'web:1');
    const after = await restart();
    expect(register(after).revision).toBe(2);
    expect(service(after).taskSets[0]?.taskDefinition).toBe(after.taskDefinitions.find(scope, 'web:1'));
    expect(service(after).cluster).toBe(after.clusters.find(scope, 'main'));
    expect(after.taskDefinitions.find(scope, 'web:1').status).toBe('INACTIVE');
  });

  it('ends what drained: a task set, and a service that was being deleted', async () => {
    targetGroups.drainsAtOnce = false;
    ecs.services.delete(scope, 'main', 'web', { force: true });
    await settle();
    expect(ecs.services.list(scope, 'main')).toMatchObject([{ status: 'DRAINING' }]);
    const after = await restart();
    expect(after.services.list(scope, 'main')).toEqual([]);
    expect(after.services.find(scope, 'main', 'web')?.status).toBe('INACTIVE');
    expect(addresses.attached.size).toBe(0);
    const told = after.services.find(scope, 'main', 'web')?.events.length;
    const again = containerService({ clock, ids: randomIds, log: silentLog, taskRuntime, targetGroups, addresses });
    again.persistent.restore(deserialize(serialize(after.persistent.save())));
    const changes: string[] = [];
    again.services.changed.subscribe((arn) => changes.push(arn));
    await again.persistent.resume?.();
    await settle();
    expect([changes, again.services.find(scope, 'main', 'web')?.events.length]).toEqual([[], told]);
  });

  it('does not hold failures of tasks against the new engine', async () => {
    taskRuntime.failure = new Error('no memory left');
    ecs.services.update(scope, 'main', 'web', { desiredCount: 3 });
    await settle();
    expect(service(ecs).taskSets[0]?.failures).toBe(1);
    const after = await restart();
    expect(taskRuntime.running).toHaveLength(3);
    expect(
      service(after).taskSets[0]?.tasks.find(({ stoppedReason }) => stoppedReason === 'no memory left'),
    ).toBeDefined();
  });
});
