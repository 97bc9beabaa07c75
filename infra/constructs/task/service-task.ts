import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';
import type { Environment } from '../../config/schema.ts';
import { uriOf, type ServiceImage } from '../../config/service-image.ts';

export interface ServiceTaskProps {
  readonly prefix: string;
  readonly environment: Environment;
  readonly image: ServiceImage;
  readonly containerName: string;
  readonly containerPort: number;
  /** Label that `/version` answers; drills tell two releases of one image apart by it. */
  readonly release: string | undefined;
}

/** Seconds between the last unhealthy verdict and closing, for requests under way. */
const DRAIN_MARGIN = 5;
/** Seconds after the drain until ECS kills; Fargate allows 120 in all. */
const KILL_MARGIN = 15;

/** What runs: one revision for each content. Old revisions stay ACTIVE, as a service cannot be rolled back to one that does not. */
export class ServiceTask extends Construct {
  readonly definition: FargateTaskDefinition;
  readonly taskRole: Role;
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, props: ServiceTaskProps) {
    super(scope, id);
    const { prefix, environment, image, containerName, containerPort, release } = props;
    const { service, healthCheck } = environment;
    // On SIGTERM the service answers 503 on readiness and serves until the load balancer must have noticed.
    const drainSeconds = healthCheck.intervalSeconds * healthCheck.unhealthyThreshold + DRAIN_MARGIN;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${prefix}/service`,
      retention: service.logDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': environment.account } },
    });
    this.taskRole = new Role(this, 'TaskRole', { roleName: `${prefix}-task`, assumedBy });
    this.executionRole = new Role(this, 'ExecutionRole', {
      roleName: `${prefix}-execution`,
      assumedBy,
      inlinePolicies: { start: startPolicy(this, image, logGroup) },
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
    this.definition.addContainer('App', {
      containerName,
      image: ContainerImage.fromRegistry(uriOf(image)),
      essential: true,
      portMappings: [{ containerPort }],
      readonlyRootFilesystem: true,
      // Process 1 forwards signals and reaps children.
      linuxParameters: new LinuxParameters(this, 'LinuxParameters', { initProcessEnabled: true }),
      stopTimeout: Duration.seconds(drainSeconds + KILL_MARGIN),
      logging: LogDriver.awsLogs({ logGroup, streamPrefix: containerName }),
      environment: {
        PORT: String(containerPort),
        DRAIN_SECONDS: String(drainSeconds),
        LOG_LEVEL: service.logLevel,
        ...(release !== undefined && { RELEASE: release }),
      },
    });
    acknowledge(
      this.definition,
      {
        id: 'AwsSolutions::AwsSolutions-ECS2',
        reason:
          'Port, drain time, log level and label are no secrets, and a release must be able to change them with the image.',
      },
      {
        id: 'Annotation::@aws-cdk/aws-ecs:ecrImageRequiresPolicy',
        reason: 'The execution role above has the permissions, for this one repository.',
      },
    );
  }
}

/** Pull this one repository, write this one log. */
function startPolicy(scope: Construct, image: ServiceImage, logGroup: LogGroup): PolicyDocument {
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
    ],
  });
}
