import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as ecs from '@aws-sdk/client-ecs';
import { join } from 'node:path';
import { processLedger } from '../../rehearsal/adapters/process-runtime/process-ledger.ts';
import { processRuntime } from '../../rehearsal/adapters/process-runtime/process-runtime.ts';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ecsClusterProvider } from '../../rehearsal/resources/ecs-cluster.ts';
import { ecsServiceProvider } from '../../rehearsal/resources/ecs-service.ts';
import { ecsTaskDefinitionProvider } from '../../rehearsal/resources/ecs-task-definition.ts';
import {
  containerService,
  type ContainerService,
} from '../../rehearsal/runtime/container-service/container-service.ts';
import { FakeAddresses, FakeTargetGroups } from '../../rehearsal/runtime/container-service/fakes.ts';
import type { ResourceContext } from '../../rehearsal/runtime/ports/resource-provider.ts';
import { ecsApi } from '../../rehearsal/services/ecs/ecs-api.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';
import { WEB_REPOSITORY, webImage } from './support/images/build-web.ts';

const [BLUE, GREEN] = ['blue', 'green'].map(
  (name) => `arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/${name}/1`,
) as [string, string];
const ref = { cluster: 'main', service: 'web' };

let fixture: Awaited<ReturnType<typeof webImage>>;
let gateway: TestGateway;
let client: ecs.ECSClient;
let engine: ContainerService;
let targetGroups: FakeTargetGroups;

beforeAll(async () => {
  fixture = await webImage();
  targetGroups = new FakeTargetGroups();
  const taskRuntime = processRuntime({
    images: fixture.store,
    ledger: processLedger(join(fixture.directory, 'processes.ndjson')),
    directory: join(fixture.directory, 'tasks'),
    logs: { append() {} },
  });
  engine = containerService({
    clock: scaledClock(60),
    ids: randomIds,
    log: silentLog,
    taskRuntime,
    targetGroups,
    addresses: new FakeAddresses(),
  });
  gateway = await startGateway([ecsApi(engine)]);
  client = new ecs.ECSClient(gateway.clientConfig());
  await client.send(
    new ecs.CreateClusterCommand({ clusterName: 'main', settings: [{ name: 'containerInsights', value: 'enabled' }] }),
  );
  await client.send(new ecs.RegisterTaskDefinitionCommand(taskDefinition()));
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  await engine.close();
  fixture.remove();
});

const taskDefinition = (
  facts: Partial<ecs.RegisterTaskDefinitionCommandInput> = {},
): ecs.RegisterTaskDefinitionCommandInput => ({
  family: 'web',
  cpu: '256',
  memory: '512',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  containerDefinitions: [
    {
      name: 'app',
      image: `${WEB_REPOSITORY}:1`,
      portMappings: [{ containerPort: 8080 }],
      readonlyRootFilesystem: true,
      linuxParameters: { initProcessEnabled: true },
      stopTimeout: 5,
    },
  ],
  ...facts,
});

const createService = (serviceName: string, facts: Partial<ecs.CreateServiceCommandInput> = {}) =>
  client.send(
    new ecs.CreateServiceCommand({
      cluster: 'main',
      serviceName,
      taskDefinition: 'web',
      desiredCount: 2,
      launchType: 'FARGATE',
      deploymentController: { type: 'CODE_DEPLOY' },
      loadBalancers: [{ targetGroupArn: BLUE, containerName: 'app', containerPort: 8080 }],
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] } },
      ...facts,
    }),
  );

const described = async (service = 'web') =>
  (await client.send(new ecs.DescribeServicesCommand({ cluster: 'main', services: [service] }))).services?.[0];

describe('a service under CODE_DEPLOY, through the official client', () => {
  it('goes the way of a release with real processes', async () => {
    const created = await createService('web');
    expect(created.service).toMatchObject({
      status: 'ACTIVE',
      deployments: [],
      taskSets: [{ status: 'PRIMARY', stabilityStatus: 'STABILIZING' }],
    });
    await engine.services.stable(engine.services.active(scope, 'main', 'web'));

    const service = await described();
    expect(service).toMatchObject({ runningCount: 2, pendingCount: 0, deploymentController: { type: 'CODE_DEPLOY' } });
    expect(service?.taskSets?.[0]).toMatchObject({
      scale: { value: 100, unit: 'PERCENT' },
      stabilityStatus: 'STEADY_STATE',
      computedDesiredCount: 2,
    });
    expect(service?.taskSets?.[0]?.startedBy).toBeUndefined();

    const { taskArns = [] } = await client.send(new ecs.ListTasksCommand({ cluster: 'main', serviceName: 'web' }));
    expect(taskArns).toHaveLength(2);
    const { tasks = [] } = await client.send(new ecs.DescribeTasksCommand({ cluster: 'main', tasks: taskArns }));
    expect(tasks[0]).toMatchObject({
      lastStatus: 'RUNNING',
      startedBy: service?.taskSets?.[0]?.id,
      group: 'service:web',
    });
    expect(tasks[0]?.containers?.[0]?.imageDigest).toBe(fixture.image.digest);
    expect(tasks[0]?.startedAt).toBeInstanceOf(Date);

    const green = await engine.taskSets.create(scope, ref, {
      taskDefinition: 'web:1',
      targetGroupArn: GREEN,
      containerName: 'app',
      containerPort: 8080,
      externalId: 'd-ABCDEFGHI',
    });
    await engine.services.until(engine.services.active(scope, 'main', 'web'), () =>
      engine.taskSets.service(scope, ref).taskSets.every(({ stability }) => stability === 'STEADY_STATE'),
    );
    const endpoint = [...(targetGroups.targets.get(GREEN)?.values() ?? [])][0]?.target.endpoint;
    expect(await (await fetch(`http://${endpoint?.host}:${endpoint?.port}/`)).text()).toBe('hello r1 8080');

    const blue = service?.taskSets?.[0]?.id ?? '';
    await engine.taskSets.makePrimary(scope, ref, green.id);
    await engine.taskSets.drain(scope, ref, blue);
    expect((await described())?.taskSets?.map(({ id, status }) => [id, status])).toEqual([
      [blue, 'DRAINING'],
      [green.id, 'PRIMARY'],
    ]);
    await engine.services.until(
      engine.services.active(scope, 'main', 'web'),
      () => engine.taskSets.service(scope, ref).taskSets.length === 1,
    );
    const { taskSets } = await client.send(new ecs.DescribeTaskSetsCommand(ref));
    expect(taskSets).toEqual([
      expect.objectContaining({
        startedBy: 'CODE_DEPLOY',
        externalId: 'd-ABCDEFGHI',
        status: 'PRIMARY',
        runningCount: 2,
      }),
    ]);
    const stopped = await client.send(new ecs.ListTasksCommand({ cluster: 'main', desiredStatus: 'STOPPED' }));
    const past = await client.send(new ecs.DescribeTasksCommand({ cluster: 'main', tasks: stopped.taskArns }));
    expect(past.tasks?.map(({ stopCode, stoppedReason }) => [stopCode, stoppedReason])).toEqual(
      Array.from({ length: 2 }, () => [
        'ServiceSchedulerInitiated',
        `Scaling activity initiated by (deployment ${blue})`,
      ]),
    );

    const [task] = (await client.send(new ecs.ListTasksCommand({ cluster: 'main' }))).taskArns ?? [];
    const ended = await client.send(new ecs.StopTaskCommand({ cluster: 'main', task, reason: 'drill' }));
    expect(ended.task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'drill' });
    await client.send(new ecs.DeleteServiceCommand({ ...ref, force: true }));
    await engine.services.until(
      engine.services.find(scope, 'main', 'web')!,
      () => engine.services.find(scope, 'main', 'web')?.status === 'INACTIVE',
    );
  });

  it('refuses what AWS refuses, in its words', async () => {
    await createService('frozen', { desiredCount: 0 });
    const update = (change: object) =>
      client.send(new ecs.UpdateServiceCommand({ cluster: 'main', service: 'frozen', ...change }));
    await expect(update({ taskDefinition: 'web' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.',
    });
    await expect(update({ forceNewDeployment: true })).rejects.toThrow(
      'Cannot force a new deployment on services with a CODE_DEPLOY',
    );
    expect((await update({ healthCheckGracePeriodSeconds: 7 })).service?.healthCheckGracePeriodSeconds).toBe(7);
    await expect(
      client.send(new ecs.CreateTaskSetCommand({ cluster: 'main', service: 'frozen', taskDefinition: 'web' })),
    ).rejects.toThrow(
      'Amazon ECS only supports task set management on services configured to use external deployment controllers.',
    );
    await expect(createService('frozen')).rejects.toThrow('Creation of service was not idempotent.');
    await expect(createService('rolling', { deploymentController: { type: 'ECS' } })).rejects.toThrow(
      'does not implement the deployment controller ECS',
    );
  });

  it('answers what is not there', async () => {
    await expect(
      client.send(new ecs.DescribeServicesCommand({ cluster: 'none', services: ['x'] })),
    ).rejects.toBeInstanceOf(ecs.ClusterNotFoundException);
    const { failures } = await client.send(new ecs.DescribeServicesCommand({ cluster: 'main', services: ['x'] }));
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:eu-west-1:111111111111:service/main/x', reason: 'MISSING' }]);
    await expect(client.send(new ecs.UpdateServiceCommand({ cluster: 'main', service: 'x' }))).rejects.toBeInstanceOf(
      ecs.ServiceNotFoundException,
    );
    const clusters = await client.send(new ecs.DescribeClustersCommand({ clusters: ['main', 'none'] }));
    expect(clusters.clusters?.[0]).toMatchObject({
      clusterName: 'main',
      settings: [{ name: 'containerInsights', value: 'enabled' }],
    });
    expect(clusters.failures).toHaveLength(1);
  });
});

describe('task definitions, through the official client', () => {
  it('are registered, described, listed and deregistered', async () => {
    const { taskDefinition: made } = await client.send(
      new ecs.RegisterTaskDefinitionCommand(taskDefinition({ family: 'other' })),
    );
    expect(made).toMatchObject({ family: 'other', revision: 1, status: 'ACTIVE' });
    const found = await client.send(new ecs.DescribeTaskDefinitionCommand({ taskDefinition: 'other' }));
    expect(found.taskDefinition?.containerDefinitions?.[0]).toMatchObject({
      name: 'app',
      essential: true,
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
      readonlyRootFilesystem: true,
    });
    const gone = await client.send(new ecs.DeregisterTaskDefinitionCommand({ taskDefinition: 'other:1' }));
    expect(gone.taskDefinition?.status).toBe('INACTIVE');
    expect(
      (await client.send(new ecs.ListTaskDefinitionsCommand({ familyPrefix: 'other' }))).taskDefinitionArns,
    ).toEqual([]);
    await expect(client.send(new ecs.DescribeTaskDefinitionCommand({ taskDefinition: 'nothing' }))).rejects.toThrow(
      'Unable to describe task definition.',
    );
  });

  it('refuse by name what the rehearsal does not run', async () => {
    const [container] = taskDefinition().containerDefinitions ?? [];
    const withFiles = taskDefinition({
      containerDefinitions: [{ ...container, environmentFiles: [{ value: 'arn:aws:s3:::files/app.env', type: 's3' }] }],
    });
    await expect(client.send(new ecs.RegisterTaskDefinitionCommand(withFiles))).rejects.toThrow(
      'does not implement containerDefinitions[app].environmentFiles',
    );
    await expect(
      client.send(new ecs.RegisterTaskDefinitionCommand(taskDefinition({ volumes: [{ name: 'v' }] }))),
    ).rejects.toThrow('does not implement volumes');
  });
});

describe('the CloudFormation types', () => {
  const context: ResourceContext = {
    scope,
    stackName: 'prod',
    stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/prod/1',
    logicalId: 'Service',
    stackTags: { stage: 'prod' },
    token: 'token',
    signal: new AbortController().signal,
  };

  it('bring a service up to its steady state, refuse every change of it, and take it down', async () => {
    const deps = { ...engine, clock: scaledClock(60), ids: randomIds };
    const cluster = await ecsClusterProvider(deps).create({ ClusterName: 'cfn' }, context);
    const definition = await ecsTaskDefinitionProvider(deps).create(
      {
        Family: 'cfn',
        Cpu: '256',
        Memory: '512',
        NetworkMode: 'awsvpc',
        RequiresCompatibilities: ['FARGATE'],
        ContainerDefinitions: [
          {
            Name: 'app',
            Image: `${WEB_REPOSITORY}:1`,
            PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
            LinuxParameters: { InitProcessEnabled: true },
          },
        ],
      },
      context,
    );
    expect(definition.physicalId).toBe('arn:aws:ecs:eu-west-1:111111111111:task-definition/cfn:1');
    const provider = ecsServiceProvider(deps);
    const properties = {
      Cluster: cluster.physicalId,
      ServiceName: 'cfn',
      TaskDefinition: 'cfn',
      DesiredCount: 1,
      DeploymentController: { Type: 'CODE_DEPLOY' },
      LaunchType: 'FARGATE',
      LoadBalancers: [{ ContainerName: 'app', ContainerPort: 8080, TargetGroupArn: `${BLUE}cfn` }],
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'] } },
    };
    const service = await provider.create(properties, context);
    expect(service).toEqual({
      physicalId: 'arn:aws:ecs:eu-west-1:111111111111:service/cfn/cfn',
      attributes: { Name: 'cfn', ServiceArn: 'arn:aws:ecs:eu-west-1:111111111111:service/cfn/cfn' },
    });
    expect(engine.services.active(scope, 'cfn', 'cfn').taskSets[0]?.stability).toBe('STEADY_STATE');
    await expect(provider.update(service, { ...properties, DesiredCount: 3 }, properties, context)).rejects.toThrow(
      'Invalid request provided: UpdateService error: Unable to update task definition on services with a CODE_DEPLOY deployment controller.',
    );
    await provider.delete(service, properties, context);
    await ecsTaskDefinitionProvider(deps).delete(definition, {}, context);
    expect(engine.taskDefinitions.find(scope, 'cfn:1').status).toBe('INACTIVE');
    await ecsClusterProvider(deps).delete(cluster, {}, context);
  });
});
