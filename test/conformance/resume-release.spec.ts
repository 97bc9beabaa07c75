import {
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentConfigCommand,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import { RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { DescribeListenersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WEB_REPOSITORY } from './support/images/build-web.ts';
import { ResumedWorld, until } from './support/resumed-world.ts';
import { oneColour } from './support/two-colours.ts';

const names = { applicationName: 'web', deploymentGroupName: 'web' };

let world: ResumedWorld;
let listener: string;
let green: string;

/** Percent of the traffic that the listener sends to green. */
async function greenWeight(): Promise<number> {
  const { Listeners } = await world.balancers.send(new DescribeListenersCommand({ ListenerArns: [listener] }));
  const groups = Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  return groups.find(({ TargetGroupArn }) => TargetGroupArn === green)?.Weight ?? 0;
}

async function createGroup(): Promise<void> {
  await world.releases.send(new CreateApplicationCommand({ applicationName: 'web', computePlatform: 'ECS' }));
  await world.releases.send(
    new CreateDeploymentConfigCommand({
      deploymentConfigName: 'Linear20PercentEvery2Minutes',
      computePlatform: 'ECS',
      trafficRoutingConfig: { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 20, linearInterval: 2 } },
    }),
  );
  await world.releases.send(
    new CreateDeploymentGroupCommand({
      ...names,
      serviceRoleArn: 'arn:aws:iam::111111111111:role/deploy',
      deploymentConfigName: 'Linear20PercentEvery2Minutes',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ecsServices: [{ clusterName: 'main', serviceName: 'blue' }],
      loadBalancerInfo: {
        targetGroupPairInfoList: [
          { targetGroups: [{ name: 'blue' }, { name: 'green' }], prodTrafficRoute: { listenerArns: [listener] } },
        ],
      },
      blueGreenDeploymentConfiguration: {
        terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 1 },
        deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
      },
    }),
  );
}

/** A revision that greets with `green`. */
async function release(): Promise<string> {
  const { taskDefinition } = await world.containers.send(
    new RegisterTaskDefinitionCommand({
      family: 'blue',
      containerDefinitions: [
        {
          name: 'app',
          image: `${WEB_REPOSITORY}:1`,
          essential: true,
          environment: [{ name: 'GREETING', value: 'green' }],
          portMappings: [{ containerPort: 8080 }],
        },
      ],
      cpu: '256',
      memory: '512',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
    }),
  );
  const target = {
    Type: 'AWS::ECS::Service',
    Properties: {
      TaskDefinition: taskDefinition?.taskDefinitionArn,
      LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
    },
  };
  const content = JSON.stringify({ version: 0.0, Resources: [{ TargetService: target }] });
  const { deploymentId = '' } = await world.releases.send(
    new CreateDeploymentCommand({
      ...names,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    }),
  );
  return deploymentId;
}

const statusOf = async (deploymentId: string) =>
  (await world.releases.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo?.status;

beforeAll(async () => {
  world = await ResumedWorld.start();
  const outputs = await world.create('colours', oneColour);
  listener = outputs['Listener'] ?? '';
  green = outputs['GreenGroup'] ?? '';
  await world.steady('blue');
  await createGroup();
}, 60_000);

afterAll(() => world.stop());

describe('a release whose engine was killed in the middle of the shift', () => {
  it('goes on where it was, and ends', async () => {
    const deployment = await release();
    await until(async () => (await greenWeight()) === 40);
    await world.restart();
    expect(await statusOf(deployment)).toBe('InProgress');
    const [blue] = await world.services('blue');
    expect(blue?.taskSets?.map(({ status, taskDefinition }) => `${status} ${taskDefinition?.split('/')[1]}`)).toEqual([
      'PRIMARY blue:1',
      'ACTIVE blue:2',
    ]);
    expect(await greenWeight()).toBeGreaterThanOrEqual(40);

    await until(async () => (await statusOf(deployment)) === 'Succeeded');
    expect(await greenWeight()).toBe(100);
    expect(await world.colours(listener, 10)).toEqual({ green: 10 });
    const { deployments } = await world.releases.send(new ListDeploymentsCommand(names));
    expect(deployments).toEqual([deployment]);
    const [after] = await world.services('blue');
    expect(after?.taskSets?.filter(({ status }) => status === 'PRIMARY')).toMatchObject([
      { taskDefinition: expect.stringMatching(/blue:2$/), stabilityStatus: 'STEADY_STATE' },
    ]);
    expect((await world.engine.listener(listener)).errors).toEqual([]);

    await world.restart();
    await world.steady('blue');
    expect(await world.colours(listener, 10)).toEqual({ green: 10 });
    expect(await statusOf(deployment)).toBe('Succeeded');
    expect((await world.engine.listener(listener)).errors).toEqual([]);
  }, 60_000);
});
