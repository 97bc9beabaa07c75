import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as codedeploy from '@aws-sdk/client-codedeploy';
import * as ecs from '@aws-sdk/client-ecs';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { webImage } from './images/build-web.ts';
import { type KillableEngine, startKillableEngine } from './killable-engine.ts';

/** An engine that is killed and started again on one state directory, with clients of whichever engine runs. */
export class ResumedWorld {
  readonly #image: Awaited<ReturnType<typeof webImage>>;
  readonly #repository: string[];
  engine: KillableEngine;
  stacks!: cloudformation.CloudFormationClient;
  balancers!: elb.ElasticLoadBalancingV2Client;
  containers!: ecs.ECSClient;
  releases!: codedeploy.CodeDeployClient;
  parameters!: SSMClient;

  private constructor(image: Awaited<ReturnType<typeof webImage>>, repository: string[], engine: KillableEngine) {
    this.#image = image;
    this.#repository = repository;
    this.engine = engine;
    this.#connect();
  }

  /** Serves a repository by git, if one is named. */
  static async start(...repository: string[]): Promise<ResumedWorld> {
    const image = await webImage();
    const engine = await startKillableEngine(image.directory, ...repository);
    return new ResumedWorld(image, repository, engine);
  }

  /** Kills the engine as it is, and starts another one on what it has saved. */
  async restart(): Promise<void> {
    await this.engine.saved();
    await this.engine.kill();
    this.engine = await startKillableEngine(this.#image.directory, ...this.#repository);
    this.#connect();
  }

  /** For files of the test; it goes with the world. */
  get directory(): string {
    return this.#image.directory;
  }

  async stop(): Promise<void> {
    await this.engine.kill();
    this.#image.remove();
  }

  /** Returns the outputs of the stack that was made. */
  async create(StackName: string, template: object): Promise<Record<string, string>> {
    await this.stacks.send(
      new cloudformation.CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }),
    );
    await until(async () => (await this.events(StackName))[0] === `${StackName} CREATE_COMPLETE`);
    const { Stacks } = await this.stacks.send(new cloudformation.DescribeStacksCommand({ StackName }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  }

  /** Newest first: `<resource> <status> <reason>`. */
  async events(StackName: string): Promise<string[]> {
    const { StackEvents = [] } = await this.stacks.send(new cloudformation.DescribeStackEventsCommand({ StackName }));
    return StackEvents.map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason = '' }) =>
      `${LogicalResourceId} ${ResourceStatus} ${ResourceStatusReason}`.trim(),
    );
  }

  async services(...names: string[]): Promise<ecs.Service[]> {
    const { services = [] } = await this.containers.send(
      new ecs.DescribeServicesCommand({ cluster: 'main', services: names }),
    );
    return services;
  }

  /** Resolves when every task set of these services is steady. */
  async steady(...names: string[]): Promise<void> {
    await until(async () => {
      const taskSets = (await this.services(...names)).flatMap((service) => service.taskSets ?? []);
      return taskSets.every(({ stabilityStatus }) => stabilityStatus === 'STEADY_STATE');
    });
  }

  /** Which colours answer, and how often; what no task answers is `other`. */
  async colours(listenerArn: string, requests: number): Promise<Record<string, number>> {
    const { localPort } = await this.engine.listener(listenerArn);
    const seen: Record<string, number> = {};
    for (let request = 0; request < requests; request++) {
      const answer = await (await fetch(`http://127.0.0.1:${localPort}/`)).text();
      const colour = /^(blue|green) r1/.exec(answer)?.[1] ?? 'other';
      seen[colour] = (seen[colour] ?? 0) + 1;
    }
    return seen;
  }

  #connect(): void {
    const config = this.engine.clientConfig;
    this.stacks = new cloudformation.CloudFormationClient(config);
    this.balancers = new elb.ElasticLoadBalancingV2Client(config);
    this.containers = new ecs.ECSClient(config);
    this.releases = new codedeploy.CodeDeployClient(config);
    this.parameters = new SSMClient(config);
  }
}

/** Asks until the answer is yes: what is asked runs in another process. */
export async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 50));
}
