import { list, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import { AwsError } from '../kernel/aws-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Service } from '../runtime/container-service/service.ts';
import type { NewService, Services } from '../runtime/container-service/services.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';

type Numeric = number | string;

export interface EcsServiceProperties {
  Cluster?: string;
  ServiceName?: string;
  /** Family, `family:revision` or ARN. */
  TaskDefinition?: string;
  DesiredCount?: Numeric;
  DeploymentController?: { Type: string };
  DeploymentConfiguration?: { MaximumPercent?: Numeric; MinimumHealthyPercent?: Numeric };
  EnableECSManagedTags?: boolean | string;
  HealthCheckGracePeriodSeconds?: Numeric;
  LaunchType?: string;
  LoadBalancers?: { ContainerName: string; ContainerPort: Numeric; TargetGroupArn: string }[];
  NetworkConfiguration?: {
    AwsvpcConfiguration: { AssignPublicIp?: 'ENABLED' | 'DISABLED'; SecurityGroups?: string[]; Subnets: string[] };
  };
  PlatformVersion?: string;
  PropagateTags?: string;
  SchedulingStrategy?: string;
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  Cluster: 'value',
  ServiceName: 'value',
  TaskDefinition: 'value',
  DesiredCount: 'value',
  DeploymentController: struct({ Type: 'value' }),
  DeploymentConfiguration: struct({ MaximumPercent: 'value', MinimumHealthyPercent: 'value' }),
  EnableECSManagedTags: 'value',
  HealthCheckGracePeriodSeconds: 'value',
  LaunchType: 'value',
  LoadBalancers: list(struct({ ContainerName: 'value', ContainerPort: 'value', TargetGroupArn: 'value' })),
  NetworkConfiguration: struct({
    AwsvpcConfiguration: struct({ AssignPublicIp: 'value', SecurityGroups: 'value', Subnets: 'value' }),
  }),
  PlatformVersion: 'value',
  PropagateTags: 'value',
  SchedulingStrategy: 'value',
  Tags: tags,
};

/** Simulated. Unverified: CloudFormation's limit varies by resource type, and that of a service is not published. */
const STABLE_WITHIN_MS = 3 * 3_600_000;

/** AWS::ECS::Service. `Ref` is the service's ARN. Creation ends when the service is steady. */
export function ecsServiceProvider(deps: {
  services: Services;
  clock: Clock;
  ids: Ids;
}): ResourceProvider<EcsServiceProperties> {
  const { services, clock, ids } = deps;
  return {
    type: 'AWS::ECS::Service',
    properties,
    replaceOn: ['Cluster', 'LaunchType', 'SchedulingStrategy', 'ServiceName'],

    async create(wanted, context) {
      const name = wanted.ServiceName ?? generatedName(ids, context, 255);
      const service = services.create(context.scope, newService(wanted, name, context));
      context.initiated?.(stateOf(service));
      try {
        await stable(services, clock, service, context.signal);
      } catch (error) {
        // CloudFormation deletes what it could not bring up, as part of the stack's rollback.
        services.delete(context.scope, service.cluster.name, service.arn, { force: true });
        throw error;
      }
      return stateOf(service);
    },

    /**
     * The handler sends every property with any change, and ECS then refuses the task definition.
     * Source: cloudformation-coverage-roadmap#1529, cdk-ecs-codedeploy#121.
     */
    async update(state, wanted, _previous, { scope, token }) {
      try {
        services.update(scope, undefined, state.physicalId, {
          taskDefinition: wanted.TaskDefinition,
          networkConfiguration: wanted.NetworkConfiguration,
          platformVersion: wanted.PlatformVersion,
          loadBalancers: wanted.LoadBalancers,
        });
      } catch (error) {
        throw error instanceof AwsError ? handlerError(error, token) : error;
      }
      return Promise.resolve(state);
    },

    async delete(state, _wanted, { scope }) {
      const service = services.find(scope, undefined, state.physicalId);
      if (!service || service.status === 'INACTIVE') return;
      if (service.status === 'ACTIVE') services.delete(scope, undefined, service.arn, { force: true });
      await services.until(service, () => service.status === 'INACTIVE');
    },
  };
}

async function stable(services: Services, clock: Clock, service: Service, signal: AbortSignal): Promise<void> {
  const limit = new AbortController();
  const expiry = clock.sleep(STABLE_WITHIN_MS, limit.signal).then(
    () => {
      throw new Error(
        'Resource handler returned message: "Exceeded attempts to wait" (HandlerErrorCode: NotStabilized)',
      );
    },
    () => {},
  );
  await Promise.race([services.stable(service, AbortSignal.any([signal, limit.signal])), expiry]).finally(() =>
    limit.abort(),
  );
}

/** Texts as stacks of real accounts showed them. Source: cdk-ecs-codedeploy#121. */
const handlerError = (error: AwsError, token: string) =>
  new Error(
    `Resource handler returned message: "Invalid request provided: UpdateService error: ${error.message} ` +
      `(Service: AmazonECS; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${token}; Proxy: null)" ` +
      `(RequestToken: ${token}, HandlerErrorCode: InvalidRequest)`,
    { cause: error },
  );

function newService(wanted: EcsServiceProperties, name: string, { stackTags }: ResourceContext): NewService {
  const vpc = wanted.NetworkConfiguration?.AwsvpcConfiguration;
  const merged = { ...stackTags, ...Object.fromEntries((wanted.Tags ?? []).map(({ Key, Value }) => [Key, Value])) };
  return {
    serviceName: name,
    taskDefinition: wanted.TaskDefinition ?? '',
    desiredCount: Number(wanted.DesiredCount ?? 1),
    deploymentController: wanted.DeploymentController?.Type ?? 'ECS',
    loadBalancers: (wanted.LoadBalancers ?? []).map(({ TargetGroupArn, ContainerName, ContainerPort }) => ({
      targetGroupArn: TargetGroupArn,
      containerName: ContainerName,
      containerPort: Number(ContainerPort),
    })),
    tags: Object.entries(merged).map(([key, value]) => ({ key, value })),
    enableECSManagedTags: String(wanted.EnableECSManagedTags) === 'true',
    ...(vpc && {
      network: {
        subnets: vpc.Subnets,
        securityGroups: vpc.SecurityGroups ?? [],
        assignPublicIp: vpc.AssignPublicIp ?? 'DISABLED',
      },
    }),
    ...given(wanted),
  };
}

function given(wanted: EcsServiceProperties) {
  const {
    Cluster,
    DeploymentConfiguration,
    HealthCheckGracePeriodSeconds,
    LaunchType,
    PlatformVersion,
    SchedulingStrategy,
    PropagateTags,
  } = wanted;
  const { MaximumPercent, MinimumHealthyPercent } = DeploymentConfiguration ?? {};
  return {
    ...(Cluster !== undefined && { cluster: Cluster }),
    deploymentConfiguration: {
      ...(MaximumPercent !== undefined && { maximumPercent: Number(MaximumPercent) }),
      ...(MinimumHealthyPercent !== undefined && { minimumHealthyPercent: Number(MinimumHealthyPercent) }),
    },
    ...(HealthCheckGracePeriodSeconds !== undefined && {
      healthCheckGracePeriodSeconds: Number(HealthCheckGracePeriodSeconds),
    }),
    ...(LaunchType !== undefined && { launchType: LaunchType }),
    ...(PlatformVersion !== undefined && { platformVersion: PlatformVersion }),
    ...(SchedulingStrategy !== undefined && { schedulingStrategy: SchedulingStrategy }),
    ...(PropagateTags !== undefined && { propagateTags: PropagateTags }),
  };
}

const stateOf = (service: Service): ResourceState => ({
  physicalId: service.arn,
  attributes: { Name: service.name, ServiceArn: service.arn },
});
