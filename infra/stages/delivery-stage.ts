import { Stage, type CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema.ts';
import type { ServiceImage } from '../config/service-image.ts';
import { Data } from '../stacks/data.ts';
import { Edge } from '../stacks/edge.ts';
import { Functions } from '../stacks/functions.ts';
import { Network } from '../stacks/network.ts';
import { Service } from '../stacks/service.ts';

export interface DeliveryStageProps {
  readonly app: string;
  readonly environment: Environment;
  readonly image: ServiceImage;
  /** Label of this release; part of the task definition and of the functions. */
  readonly release?: string | undefined;
}

/** Above 1023: the container's user is not root. */
const CONTAINER_PORT = 8080;

/** One environment: stacks by how often they change. */
export class DeliveryStage extends Stage {
  readonly config: Environment;
  /** `<app>-<environment>`, the first part of every name in it. */
  readonly prefix: string;
  readonly functionsStackName: string;
  readonly serviceStackName: string;
  readonly loadBalancerDnsName: CfnOutput;

  constructor(scope: Construct, id: string, { app, environment, image, release }: DeliveryStageProps) {
    super(scope, id, { env: { account: environment.account, region: environment.region } });
    this.config = environment;
    this.prefix = `${app}-${environment.name}`;

    const props = { app, environment };
    const { vpc } = new Network(this, 'Network', props);
    const { accessLogs, items } = new Data(this, 'Data', props);
    const edge = new Edge(this, 'Edge', { ...props, vpc, accessLogs, containerPort: CONTAINER_PORT });
    const functions = new Functions(this, 'Functions', {
      ...props,
      edge,
      items,
      architecture: image.architecture,
      release,
    });
    const service = new Service(this, 'Service', {
      ...props,
      vpc,
      edge,
      items,
      image,
      containerPort: CONTAINER_PORT,
      release,
    });
    this.functionsStackName = functions.stackName;
    this.serviceStackName = service.stackName;
    this.loadBalancerDnsName = service.loadBalancerDnsName;
  }
}
