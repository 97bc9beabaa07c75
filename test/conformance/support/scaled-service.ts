import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as codedeploy from '@aws-sdk/client-codedeploy';
import * as ecs from '@aws-sdk/client-ecs';
import { spawn, type ChildProcess } from 'node:child_process';
import { outputs as toolOutputs } from '../../../deployer/testing/fixtures.ts';
import { lineFiles } from '../../../rehearsal/adapters/files/line-files.ts';
import { openStateDirectory } from '../../../rehearsal/adapters/state/state-directory.ts';
import { startLoad, type Load } from '../../../rehearsal/drills/load/start-load.ts';
import { apisOf } from '../../../rehearsal/engine/apis.ts';
import { createWorld, type World } from '../../../rehearsal/engine/world.ts';
import { scaledClock } from '../../../rehearsal/kernel/clock.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import type { RecordedCall } from '../../../rehearsal/wire/call-log.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './gateway.ts';
import { webImage, WEB_REPOSITORY } from './images/build-web.ts';
import { scaledTemplate } from './scaled-template.ts';

export { until } from './resumed-world.ts';

/** One task's share of the load, in requests a (simulated) minute, that the service is kept at. */
const REQUESTS_PER_TASK = 30;
const kind = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;
const target = { ...kind, ResourceId: 'service/main/blue' };

/** A service of one to three tasks that is scaled by its requests, real processes and all, with its release tool. */
export class ScaledService {
  readonly #close: (() => Promise<void>)[];
  readonly #outputs: Record<string, string>;
  readonly #home: string;
  readonly #children = new Set<ChildProcess>();
  readonly #world: World;
  readonly #gateway: TestGateway;
  readonly #autoscaling: autoscaling.ApplicationAutoScalingClient;
  readonly #releases: codedeploy.CodeDeployClient;
  readonly #containers: ecs.ECSClient;
  readonly #stacks: cloudformation.CloudFormationClient;
  readonly #metrics: cloudwatch.CloudWatchClient;
  #prepared = 0;

  private constructor(
    world: World,
    gateway: TestGateway,
    home: string,
    outputs: Record<string, string>,
    close: (() => Promise<void>)[],
  ) {
    this.#world = world;
    this.#gateway = gateway;
    this.#home = home;
    this.#outputs = outputs;
    this.#close = close;
    const config = gateway.clientConfig();
    this.#autoscaling = new autoscaling.ApplicationAutoScalingClient(config);
    this.#releases = new codedeploy.CodeDeployClient(config);
    this.#containers = new ecs.ECSClient(config);
    this.#stacks = new cloudformation.CloudFormationClient(config);
    this.#metrics = new cloudwatch.CloudWatchClient(config);
  }

  static async start(): Promise<ScaledService> {
    const image = await webImage();
    const state = openStateDirectory(image.directory, { fresh: false });
    const files = lineFiles(state.logs, () => {});
    let url = '';
    const world = await createWorld({
      clock: scaledClock(60),
      log: silentLog,
      files,
      state,
      defaultAccount: scope.account,
      endpointUrl: () => url,
      faults: () => [],
      invocationFaults: () => 0,
      assetByKey: () => undefined,
    });
    const gateway = await startGateway(apisOf(world), { identities: world.identities });
    url = gateway.url;
    const stacks = new cloudformation.CloudFormationClient(gateway.clientConfig());
    const close = [
      () => gateway.close(),
      () => world.close(),
      () => files.close(),
      async () => state.release(),
      async () => image.remove(),
    ];
    const outputs = await createStack(world, stacks, 'service', scaledTemplate(REQUESTS_PER_TASK));
    stacks.destroy();
    return new ScaledService(world, gateway, image.directory, outputs, close);
  }

  load(rate: number): Load {
    const port = this.#world.router.localPort(this.#outputs['Listener'] ?? '');
    const mix = [{ path: '/', weight: 1, statuses: [200] }];
    return startLoad({ url: `http://127.0.0.1:${port}`, rate, mix, maxSeconds: 120 });
  }

  /** Ids of the tasks that answer this many requests. */
  async answering(requests: number): Promise<Set<string>> {
    const port = this.#world.router.localPort(this.#outputs['Listener'] ?? '');
    const seen = new Set<string>();
    for (let request = 0; request < requests; request++) {
      const answer = await fetch(`http://127.0.0.1:${port}/environment`);
      const { TMPDIR = '' } = (await answer.json()) as { TMPDIR?: string };
      seen.add(TMPDIR);
    }
    return seen;
  }

  async service(): Promise<ecs.Service> {
    const { services = [] } = await this.#containers.send(
      new ecs.DescribeServicesCommand({ cluster: 'main', services: ['blue'] }),
    );
    if (!services[0]) throw new Error('There is no service.');
    return services[0];
  }

  async scaling() {
    const { ScalableTargets: found = [] } = await this.#autoscaling.send(
      new autoscaling.DescribeScalableTargetsCommand(kind),
    );
    const { ScalableTargetARN: ResourceARN, SuspendedState } = found[0] ?? {};
    const { Tags } = await this.#autoscaling.send(new autoscaling.ListTagsForResourceCommand({ ResourceARN }));
    return { suspended: Object.values(SuspendedState ?? {}), tags: Object.keys(Tags ?? {}) };
  }

  async suspend(isSuspended: boolean): Promise<void> {
    const SuspendedState = {
      DynamicScalingInSuspended: isSuspended,
      DynamicScalingOutSuspended: isSuspended,
      ScheduledScalingSuspended: isSuspended,
    };
    await this.#autoscaling.send(new autoscaling.RegisterScalableTargetCommand({ ...target, SuspendedState }));
  }

  /** Since when AlarmHigh is in ALARM, epoch milliseconds. */
  async overloadedSince(): Promise<number | undefined> {
    const { MetricAlarms = [] } = await this.#metrics.send(
      new cloudwatch.DescribeAlarmsCommand({ AlarmNamePrefix: 'TargetTracking-service/main/blue-AlarmHigh' }),
    );
    const [alarm] = MetricAlarms;
    return alarm?.StateValue === 'ALARM' ? alarm.StateUpdatedTimestamp?.getTime() : undefined;
  }

  async activities(): Promise<autoscaling.ScalingActivity[]> {
    const { ScalingActivities = [] } = await this.#autoscaling.send(
      new autoscaling.DescribeScalingActivitiesCommand(kind),
    );
    return ScalingActivities;
  }

  async deployments(): Promise<string[]> {
    const { deployments = [] } = await this.#releases.send(
      new codedeploy.ListDeploymentsCommand({ applicationName: 'blue', deploymentGroupName: 'blue' }),
    );
    return deployments;
  }

  metricNames(): string[] {
    return this.#world.metrics
      .list(scope)
      .flatMap(({ identity: { namespace, name, dimensions } }) =>
        namespace === 'AWS/ECS' && dimensions['ServiceName'] === 'blue' ? [name] : [],
      );
  }

  /** Registers one more revision, and writes a stack whose outputs tell the release tool about it. */
  async prepareRelease(): Promise<string> {
    const { taskDefinition } = await this.#containers.send(
      new ecs.RegisterTaskDefinitionCommand({
        family: 'blue',
        containerDefinitions: [
          {
            name: 'app',
            image: `${WEB_REPOSITORY}:1`,
            essential: true,
            environment: [{ name: 'GREETING', value: `release ${++this.#prepared}` }],
            portMappings: [{ containerPort: 8080 }],
          },
        ],
        cpu: '256',
        memory: '512',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
      }),
    );
    const own = this.#outputs;
    const values = toolOutputs({
      ClusterName: 'main',
      ServiceName: 'blue',
      TaskDefinitionArn: taskDefinition?.taskDefinitionArn ?? '',
      ApplicationName: 'blue',
      DeploymentGroupName: 'blue',
      DeploymentConfigName: own['Config'] ?? '',
      SubnetIds: own['SubnetA'] ?? '',
      SecurityGroupIds: own['Group'] ?? '',
      VerifyGreenFunctionArn: own['Hook'] ?? '',
      BlueTargetGroupArn: own['BlueGroup'] ?? '',
      GreenTargetGroupArn: own['GreenGroup'] ?? '',
      ProductionListenerArn: own['Listener'] ?? '',
      TestListenerArn: own['TestListener'] ?? '',
      BlueAlarmNames: 'errors',
      GreenAlarmNames: 'errors',
    });
    const name = `release-${this.#prepared}`;
    await createStack(this.#world, this.#stacks, name, {
      Resources: { Made: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: name } } },
      Outputs: Object.fromEntries(Object.entries(values).map(([key, Value]) => [key, { Value }])),
    });
    return name;
  }

  /** Of the account that the service is in. */
  createRole(name: string): string {
    return this.#world.roles.create(scope.account, { name, path: '/', trust: { Statement: { Effect: 'Allow' } } }).arn;
  }

  /** Who has called what so far. */
  calls(): readonly RecordedCall[] {
    return this.#gateway.calls.calls();
  }

  /** The release tool as a process. */
  tool(...words: string[]): { kill(): void; ended: Promise<{ exitCode: number | null; output: string }> } {
    return this.toolOf(scope.account, ...words);
  }

  /** The same, with credentials of an account. */
  toolOf(account: string, ...words: string[]): ReturnType<ScaledService['tool']> {
    const child = spawn(process.execPath, ['deployer/cli.ts', ...words, '--poll-seconds', '0.1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: this.#home,
        AWS_ENDPOINT_URL: this.#gateway.url,
        AWS_REGION: scope.region,
        AWS_ACCESS_KEY_ID: account,
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    this.#children.add(child);
    let output = '';
    const collect = (chunk: Buffer) => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const ended = new Promise<{ exitCode: number | null; output: string }>((resolve) =>
      child.once('close', (exitCode) => {
        this.#children.delete(child);
        resolve({ exitCode, output });
      }),
    );
    return { kill: () => void child.kill('SIGKILL'), ended };
  }

  async stop(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const client of [this.#autoscaling, this.#releases, this.#containers, this.#stacks, this.#metrics])
      client.destroy();
    for (const close of this.#close) await close();
  }
}

async function createStack(
  world: World,
  client: cloudformation.CloudFormationClient,
  StackName: string,
  template: object,
): Promise<Record<string, string>> {
  await client.send(
    new cloudformation.CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  await world.stacks.settled(world.stacks.byName(scope, StackName));
  const { Stacks = [] } = await client.send(new cloudformation.DescribeStacksCommand({ StackName }));
  const { StackStatus, StackStatusReason, Outputs = [] } = Stacks[0] ?? {};
  if (StackStatus !== 'CREATE_COMPLETE') throw new Error(`${StackName} is ${StackStatus}: ${StackStatusReason}`);
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}
