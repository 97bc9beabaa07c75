import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import {
  Capability,
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
  UlimitName,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';
import type { Environment } from '../../config/schema.ts';
import { uriOf, type ServiceImage } from '../../config/service-image.ts';
import { readDatabaseSecret } from '../database/database-variables.ts';
import type { RelationalDatabase } from '../database/relational-database.ts';
import { containers, isTraced } from './containers.ts';
import { sendTraces } from './send-traces.ts';

export interface ServiceTaskProps {
  readonly prefix: string;
  readonly environment: Environment;
  readonly image: ServiceImage;
  readonly containerName: string;
  readonly containerPort: number;
  readonly items: ITable;
  /** Whose address and password the app finds in its environment. */
  readonly database: RelationalDatabase | undefined;
  readonly metricsNamespace: string;
  /** Label that `/version` answers; drills tell two releases of one image apart by it. */
  readonly release: string | undefined;
}

/** One for each connection, of clients and to the table. What Fargate gives by itself, said so that nobody has to look. */
const OPEN_FILES = 65_535;

/**
 * What runs: one revision for each content. Old revisions stay ACTIVE, as a service cannot be rolled back to one that does not.
 *
 * Two containers of one image: the app, and the redirect app that only it reaches, as CodeDeploy knows one container and port a
 * service. Each is essential: a task without either is replaced. They share the task's CPU and memory without shares of their
 * own, which could only end one of them earlier.
 */
export class ServiceTask extends Construct {
  readonly definition: FargateTaskDefinition;
  readonly taskRole: Role;
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, props: ServiceTaskProps) {
    super(scope, id);
    const { prefix, environment, image, containerName, items } = props;
    const { service } = environment;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${prefix}/service`,
      retention: service.logDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': environment.account } },
    });
    this.taskRole = new Role(this, 'TaskRole', {
      roleName: `${prefix}-task`,
      assumedBy,
      inlinePolicies: { run: runPolicy(environment, items) },
    });
    if (isTraced(environment))
      acknowledge(this.taskRole, {
        id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
        reason: 'xray:PutTraceSegments takes no resource; the region is fixed.',
      });
    this.executionRole = new Role(this, 'ExecutionRole', {
      roleName: `${prefix}-execution`,
      assumedBy,
      inlinePolicies: { start: startPolicy(this, props, logGroup) },
    });
    acknowledge(this.executionRole, {
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'ecr:GetAuthorizationToken has no resource; what the token opens is the next statement.',
    });

    this.definition = new FargateTaskDefinition(this, 'Definition', {
      family: prefix,
      cpu: service.cpu,
      memoryLimitMiB: service.memoryMiB,
      runtimePlatform: {
        cpuArchitecture: image.architecture === 'ARM64' ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      taskRole: this.taskRole.withoutPolicyUpdates(),
      executionRole: this.executionRole.withoutPolicyUpdates(),
    });
    this.definition.applyRemovalPolicy(RemovalPolicy.RETAIN);
    // Process 1 forwards signals and reaps children. Fargate runs no privileged containers; of the capabilities that Docker
    // gives, the service needs none.
    const linuxParameters = new LinuxParameters(this, 'LinuxParameters', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    const { app, redirect } = containers({ ...props, serviceName: prefix, tableName: items.tableName });
    const add = (id: 'App' | 'Redirect', name: string, options: typeof app) =>
      this.definition.addContainer(id, {
        ...options,
        containerName: name,
        image: ContainerImage.fromRegistry(uriOf(image)),
        essential: true,
        readonlyRootFilesystem: true,
        linuxParameters,
        ulimits: [{ name: UlimitName.NOFILE, softLimit: OPEN_FILES, hardLimit: OPEN_FILES }],
        logging: LogDriver.awsLogs({ logGroup, streamPrefix: name }),
      });
    add('App', containerName, app);
    add('Redirect', 'redirect', redirect);
    acknowledge(
      this.definition,
      {
        id: 'AwsSolutions::AwsSolutions-ECS2',
        reason:
          'Ports, names, limits and whose tokens are accepted are no secrets, and a release must be able to change them with the image.',
      },
      {
        id: 'Annotation::@aws-cdk/aws-ecs:ecrImageRequiresPolicy',
        reason: 'The execution role above has the permissions, for this one repository.',
      },
    );
  }
}

/** Read and write the one table, which deleting leaves to the function, and send traces where there are any. */
function runPolicy(environment: Environment, items: ITable): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
        resources: [items.tableArn],
      }),
      ...(isTraced(environment) ? [sendTraces(environment.region)] : []),
    ],
  });
}

/** Pull this one repository, write this one log, read the one secret where there is one. */
function startPolicy(
  scope: Construct,
  { image, database, environment }: ServiceTaskProps,
  logGroup: LogGroup,
): PolicyDocument {
  const repositoryArn = Stack.of(scope).formatArn({
    service: 'ecr',
    account: image.account,
    region: image.region,
    resource: 'repository',
    resourceName: image.repositoryName,
  });
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
      new PolicyStatement({
        actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
        resources: [repositoryArn],
      }),
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
      ...(database ? readDatabaseSecret(database, environment.region) : []),
    ],
  });
}
