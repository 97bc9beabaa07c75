import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInFault } from '../../rehearsal/adapters/process-runtime/container-process.ts';
import { processLedger } from '../../rehearsal/adapters/process-runtime/process-ledger.ts';
import { processRuntime } from '../../rehearsal/adapters/process-runtime/process-runtime.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { ecsTaskDefinitionProvider } from '../../rehearsal/resources/ecs-task-definition.ts';
import { containerService } from '../../rehearsal/runtime/container-service/container-service.ts';
import { FakeAddresses, FakeTargetGroups, FakeTaskRuntime } from '../../rehearsal/runtime/container-service/fakes.ts';
import type { ResourceContext } from '../../rehearsal/runtime/ports/resource-provider.ts';
import type {
  ContainerSpec,
  RunningContainer,
  RunningTask,
  TaskRuntime,
} from '../../rehearsal/runtime/ports/task-runtime.ts';
import { ecsApi } from '../../rehearsal/services/ecs/ecs-api.ts';
import { startGateway, TEST_SCOPE as scope } from './support/gateway.ts';
import { WEB_REPOSITORY, webImage } from './support/images/build-web.ts';

const task = {
  cpu: '256',
  memory: '512',
  networkMode: 'awsvpc' as const,
  requiresCompatibilities: ['FARGATE' as const],
};

let fixture: Awaited<ReturnType<typeof webImage>>;
let runtime: TaskRuntime;

beforeAll(async () => {
  fixture = await webImage();
  runtime = processRuntime({
    images: fixture.store,
    ledger: processLedger(join(fixture.directory, 'processes.ndjson')),
    directory: join(fixture.directory, 'tasks'),
    logs: { append() {} },
    faults: () => [builtInFault('http-errors', { share: 1, exceptPaths: ['^/$'] })],
  });
});
afterAll(async () => {
  await runtime.close();
  fixture.remove();
});

const container = (name: string, facts: Partial<ContainerSpec> = {}): ContainerSpec => ({
  name,
  image: `${WEB_REPOSITORY}:1`,
  essential: true,
  environment: {},
  containerPorts: [],
  stopTimeoutSeconds: 30,
  initProcess: true,
  ...facts,
});

let tasks = 0;
async function start(containers: ContainerSpec[], mayStart: (name: string) => Promise<boolean> = async () => true) {
  const running = new Map<string, RunningContainer>();
  const listening = new Map<number, PromiseWithResolvers<string>>();
  const at = (port: number) => {
    const entry = listening.get(port) ?? Promise.withResolvers<string>();
    listening.set(port, entry);
    return entry;
  };
  const exits: string[] = [];
  const task: RunningTask = await runtime.start(
    {
      scope,
      taskArn: `arn:aws:ecs:eu-west-1:111111111111:task/main/check${++tasks}`,
      taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111111111111:task-definition/web:1',
      privateAddress: '10.0.0.9',
      containers,
    },
    {
      mayStart,
      pulled() {},
      started: (name, handle) => running.set(name, handle),
      listening: (port, endpoint) => at(port).resolve(`http://${endpoint.host}:${endpoint.port}`),
      exited: (name) => exits.push(name),
    },
  );
  const check = (name: string, ...command: string[]) =>
    running.get(name)?.check(command, 20_000) ?? Promise.reject(new Error(`${name} has not started.`));
  return { task, check, url: (port: number) => at(port).promise, exits, running };
}

/** A check as a program without a file: asks a port of the task and prints the answer. */
const ask = (url: string) => [
  'CMD',
  '/nodejs/bin/node',
  '--input-type=module',
  '--eval',
  `const answer = await fetch('${url}'); console.log(await answer.text(), process.env.GREETING, process.cwd()); process.exitCode = answer.ok ? 0 : 1;`,
];

describe('a check', () => {
  it('runs with the image, environment and network of its container, beside another task on the same ports', async () => {
    const two = (greeting: string) =>
      start([
        container('app', { environment: { PORT: '8080', GREETING: greeting } }),
        container('redirect', { environment: { PORT: '8081', GREETING: `${greeting} too` } }),
      ]);
    const [one, other] = await Promise.all([two('servus'), two('hallo')]);
    await Promise.all([one, other].flatMap(({ url }) => [url(8080), url(8081)]));
    // Each asks the second container through the first's network, and the other way round.
    expect(await one.check('app', ...ask('http://127.0.0.1:8081/'))).toMatchObject({
      passed: true,
      output: expect.stringMatching(/^servus too r1 8081 servus .*\/app$/) as unknown as string,
    });
    expect((await other.check('redirect', ...ask('http://localhost:8080/'))).output).toMatch(
      /^hallo r1 8080 hallo too/,
    );
    await Promise.all([one.task.stop(), other.task.stop()]);
  });

  it('fails with its exit code, in time, and where nothing listens', async () => {
    const { task, check, url, running } = await start([container('app', { environment: { PORT: '8080' } })]);
    await url(8080);
    const node = ['CMD', 'node', '--eval'];
    expect(await check('app', ...node, 'console.error("not well"); process.exit(3)')).toEqual({
      passed: false,
      output: 'not well',
    });
    const late = await running.get('app')?.check([...node, 'setInterval(() => {}, 1000)'], 300);
    expect(late).toEqual({ passed: false, output: 'The check took more than 300 ms.' });
    // The fault is the container's, not the check's; it is seen through the answer only.
    expect((await check('app', ...ask('http://127.0.0.1:8080/other'))).passed).toBe(false);
    await task.stop();
  });

  it('needs the programs of the image: a shell is not among them', async () => {
    const { task, check } = await start([container('app')]);
    expect(await check('app', 'CMD-SHELL', 'exit 0')).toEqual({
      passed: false,
      output: 'CMD-SHELL: the image has no /bin/sh; use CMD with a program of the image.',
    });
    expect((await check('app', 'CMD', '/usr/bin/curl')).output).toContain('no such file in the image');
    await task.stop();
  });

  it('ends with its container, and leaves no process in the ledger', async () => {
    const { task, check, url } = await start([container('app', { environment: { PORT: '8080' } })]);
    await url(8080);
    const pending = check('app', 'CMD', 'node', '--eval', 'setInterval(() => {}, 1000)');
    await task.stop();
    expect(await pending).toEqual({ passed: false, output: '' });
    const entries = readFileSync(join(fixture.directory, 'processes.ndjson'), 'utf8').trim().split('\n');
    const open = new Set<number>();
    for (const { pid, ended } of entries.map((line) => JSON.parse(line) as { pid: number; ended?: true }))
      if (ended) open.delete(pid);
      else open.add(pid);
    expect([...open]).toEqual([]);
    expect(readdirSync(join(fixture.directory, 'tasks'))).toEqual([]);
  });
});

describe('dependencies', () => {
  it('start in order and stop in the other', async () => {
    const healthy = Promise.withResolvers<boolean>();
    const mayStart = (name: string) => (name === 'app' ? healthy.promise : Promise.resolve(true));
    const starting = start(
      [
        // Ends only when it is killed: in any other order the second would be gone before.
        container('app', {
          environment: { PORT: '8080', STUBBORN: '1' },
          initProcess: false,
          stopTimeoutSeconds: 0.3,
          dependsOn: ['redirect'],
        }),
        container('redirect', { environment: { PORT: '8081' } }),
      ],
      mayStart,
    );
    healthy.resolve(true);
    const { task, url, exits } = await starting;
    await Promise.all([url(8080), url(8081)]);
    await task.stop();
    expect(exits).toEqual(['app', 'redirect']);
  });

  it('that are not met when the task stops leave the container unstarted', async () => {
    const { task, running } = await start([container('app'), container('redirect')], async (name) => name !== 'app');
    expect([...running.keys()]).toEqual(['redirect']);
    await task.stop();
  });
});

describe('a service of real processes at the highest speed', () => {
  it('is steady when its checks pass, and replaces a task whose check fails', async () => {
    const clock = scaledClock(60);
    const taskRuntime = processRuntime({
      images: fixture.store,
      ledger: processLedger(join(fixture.directory, 'engine-processes.ndjson')),
      directory: join(fixture.directory, 'engine-tasks'),
      logs: { append() {} },
    });
    const addresses = new FakeAddresses();
    const targetGroups = new FakeTargetGroups();
    const engine = containerService({
      clock,
      ids: randomIds,
      log: silentLog,
      taskRuntime,
      targetGroups,
      addresses,
    });
    const gateway = await startGateway([ecsApi({ ...engine, clock } as never)]);
    const client = new ECSClient(gateway.clientConfig());
    const image = `${WEB_REPOSITORY}:1`;
    const register = (family: string, command: string[]) =>
      client.send(
        new RegisterTaskDefinitionCommand({
          family,
          ...task,
          containerDefinitions: [
            {
              name: 'app',
              image,
              portMappings: [{ containerPort: 8080 }],
              dependsOn: [{ containerName: 'redirect', condition: 'START' }],
            },
            {
              name: 'redirect',
              image,
              environment: [{ name: 'PORT', value: '8081' }],
              healthCheck: { command, interval: 5, timeout: 2, retries: 1, startPeriod: 0 },
            },
          ],
        }),
      );
    await register('good', ask('http://127.0.0.1:8081/'));
    await register('bad', ['CMD', 'node', '--eval', 'process.exit(1)']);
    engine.clusters.create(scope, 'main');
    const create = (taskDefinition: string) =>
      engine.services.create(scope, {
        cluster: 'main',
        serviceName: taskDefinition,
        taskDefinition,
        desiredCount: 1,
        deploymentController: 'CODE_DEPLOY',
        healthCheckGracePeriodSeconds: 0,
        loadBalancers: [
          {
            targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/blue/1',
            containerName: 'app',
            containerPort: 8080,
          },
        ],
        network: { subnets: ['subnet-a'], securityGroups: [], assignPublicIp: 'DISABLED' },
      });
    const described = async (serviceName: string, desiredStatus: 'RUNNING' | 'STOPPED') => {
      const { taskArns } = await client.send(new ListTasksCommand({ cluster: 'main', serviceName, desiredStatus }));
      return (await client.send(new DescribeTasksCommand({ cluster: 'main', tasks: taskArns ?? [] }))).tasks?.[0];
    };

    await engine.services.stable(create('good'));
    expect(await described('good', 'RUNNING')).toMatchObject({
      // The first container has no check: so says the example of the API reference.
      healthStatus: 'UNKNOWN',
      containers: [
        { name: 'app', healthStatus: 'UNKNOWN' },
        { name: 'redirect', healthStatus: 'HEALTHY' },
      ],
    });

    const bad = create('bad');
    await new Promise<void>((resolve) => {
      const unsubscribe = engine.taskSets.changed.subscribe(() => {
        if (!bad.taskSets[0]?.tasks.some(({ lastStatus }) => lastStatus === 'STOPPED')) return;
        unsubscribe();
        resolve();
      });
    });
    expect(await described('bad', 'STOPPED')).toMatchObject({
      healthStatus: 'UNHEALTHY',
      stoppedReason: 'Task failed container health checks',
      containers: [{ name: 'app' }, { name: 'redirect', healthStatus: 'UNHEALTHY' }],
    });
    expect(bad.taskSets[0]?.stability).toBe('STABILIZING');
    client.destroy();
    await gateway.close();
    await engine.close();
  });
});

describe('task definitions', () => {
  const ecs = containerService({
    clock: new ManualClock(),
    ids: randomIds,
    log: silentLog,
    taskRuntime: new FakeTaskRuntime(),
    targetGroups: new FakeTargetGroups(),
    addresses: new FakeAddresses(),
  });

  it('have the same checks from the API as from a template, defaults filled in', async () => {
    const gateway = await startGateway([ecsApi({ ...ecs, clock: new ManualClock() } as never)]);
    const client = new ECSClient(gateway.clientConfig());
    const command = ['CMD', '/nodejs/bin/node', 'main.mjs'];
    await client.send(
      new RegisterTaskDefinitionCommand({
        family: 'api',
        ...task,
        containerDefinitions: [
          { name: 'app', image: 'web:1', dependsOn: [{ containerName: 'redirect', condition: 'HEALTHY' }] },
          { name: 'redirect', image: 'web:1', healthCheck: { command } },
        ],
      }),
    );
    const context = { scope, stackTags: {} } as ResourceContext;
    await ecsTaskDefinitionProvider({ ...ecs, ids: randomIds }).create(
      {
        Family: 'template',
        Cpu: '256',
        Memory: '512',
        NetworkMode: 'awsvpc',
        RequiresCompatibilities: ['FARGATE'],
        ContainerDefinitions: [
          { Name: 'app', Image: 'web:1', DependsOn: [{ ContainerName: 'redirect', Condition: 'HEALTHY' }] },
          { Name: 'redirect', Image: 'web:1', HealthCheck: { Command: command } },
        ],
      },
      context,
    );
    for (const taskDefinition of ['api', 'template']) {
      const { taskDefinition: found } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      expect(found?.containerDefinitions).toMatchObject([
        { name: 'app', dependsOn: [{ containerName: 'redirect', condition: 'HEALTHY' }] },
        { name: 'redirect', healthCheck: { command, interval: 30, timeout: 5, retries: 3 } },
      ]);
    }
    client.destroy();
    await gateway.close();
  });
});
