import type { CreateServiceCommandInput, CreateServiceCommandOutput } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../../../runtime/container-service/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { onlyKnown } from '../known-members.ts';
import { networkFrom, tagsFrom, wireService } from '../mapping.ts';

const MEMBERS = [
  'cluster',
  'serviceName',
  'taskDefinition',
  'loadBalancers',
  'desiredCount',
  'clientToken',
  'launchType',
  'platformVersion',
  'deploymentConfiguration',
  'networkConfiguration',
  'healthCheckGracePeriodSeconds',
  'schedulingStrategy',
  'deploymentController',
  'tags',
  'enableECSManagedTags',
  'propagateTags',
];

export const createService =
  ({ services }: EcsDependencies): Handler<CreateServiceCommandInput, Omit<CreateServiceCommandOutput, '$metadata'>> =>
  (input, { scope, caller }) => {
    onlyKnown(input, MEMBERS);
    if (!input.serviceName) throw invalidParameter('Service name should not be null or empty.');
    if (!input.taskDefinition) throw invalidParameter('TaskDefinition can not be blank.');
    if (input.deploymentConfiguration?.alarms) {
      throw invalidParameter('Alarm based rollback feature is only supported with ECS deployment controller');
    }
    if (input.deploymentConfiguration)
      onlyKnown(input.deploymentConfiguration, ['maximumPercent', 'minimumHealthyPercent'], 'deploymentConfiguration.');
    const network = networkFrom(input.networkConfiguration);
    const service = services.create(scope, {
      serviceName: input.serviceName,
      taskDefinition: input.taskDefinition,
      desiredCount: input.desiredCount ?? 1,
      deploymentController: input.deploymentController?.type ?? 'ECS',
      loadBalancers: (input.loadBalancers ?? []).map(
        ({ targetGroupArn = '', containerName = '', containerPort = 0 }) => ({
          targetGroupArn,
          containerName,
          containerPort,
        }),
      ),
      tags: tagsFrom(input.tags),
      createdBy: caller.arn,
      ...(network && { network }),
      ...defined(input),
    });
    return { service: wireService(service, true) };
  };

function defined(input: CreateServiceCommandInput) {
  const {
    cluster,
    deploymentConfiguration,
    healthCheckGracePeriodSeconds,
    launchType,
    platformVersion,
    schedulingStrategy,
    propagateTags,
    enableECSManagedTags,
  } = input;
  return {
    ...(cluster !== undefined && { cluster }),
    ...(deploymentConfiguration && { deploymentConfiguration }),
    ...(healthCheckGracePeriodSeconds !== undefined && { healthCheckGracePeriodSeconds }),
    ...(launchType !== undefined && { launchType }),
    ...(platformVersion !== undefined && { platformVersion }),
    ...(schedulingStrategy !== undefined && { schedulingStrategy }),
    ...(propagateTags !== undefined && { propagateTags }),
    ...(enableECSManagedTags !== undefined && { enableECSManagedTags }),
  };
}
