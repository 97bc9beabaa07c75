import { Aspects, PermissionsBoundary, Stage, type CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema.ts';
import type { ServiceImage } from '../config/service-image.ts';
import { NotifyOfAlarms } from '../constructs/notifications/notify-of-alarms.ts';
import { Data } from '../stacks/data.ts';
import { Database } from '../stacks/database.ts';
import { Edge } from '../stacks/edge.ts';
import { Functions } from '../stacks/functions.ts';
import { Monitoring } from '../stacks/monitoring.ts';
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
  /** What clients write before the path. */
  readonly url: CfnOutput;

  constructor(scope: Construct, id: string, { app, environment, image, release }: DeliveryStageProps) {
    const { account, region, permissionsBoundary } = environment;
    super(scope, id, {
      env: { account, region },
      ...(permissionsBoundary !== 'none' && { permissionsBoundary: PermissionsBoundary.fromName(permissionsBoundary) }),
    });
    this.config = environment;
    this.prefix = `${app}-${environment.name}`;

    const props = { app, environment };
    const { vpc, endpoints } = new Network(this, 'Network', props);
    const { accessLogs, items } = new Data(this, 'Data', props);
    const database =
      environment.database === 'none'
        ? undefined
        : new Database(this, 'Database', { ...props, vpc, database: environment.database }).instance;
    const edge = new Edge(this, 'Edge', { ...props, vpc, endpoints, accessLogs, containerPort: CONTAINER_PORT });
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
      endpoints,
      edge,
      items,
      database,
      image,
      containerPort: CONTAINER_PORT,
      release,
    });
    const monitoring = new Monitoring(this, 'Monitoring', { ...props, url: edge.url, edge, items, functions, service });
    // What it watches comes first.
    monitoring.addStackDependency(service);
    Aspects.of(this).add(new NotifyOfAlarms(this.prefix));

    this.functionsStackName = functions.stackName;
    this.serviceStackName = service.stackName;
    this.url = service.url;
  }
}
