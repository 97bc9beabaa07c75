import type { UpdateServiceCommandInput, UpdateServiceCommandOutput } from '@aws-sdk/client-ecs';
import { serviceNotFound } from '../../../runtime/container-service/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { onlyKnown } from '../known-members.ts';
import { wireService } from '../mapping.ts';

const MEMBERS = [
  'cluster',
  'service',
  'desiredCount',
  'taskDefinition',
  'capacityProviderStrategy',
  'deploymentConfiguration',
  'networkConfiguration',
  'platformVersion',
  'forceNewDeployment',
  'healthCheckGracePeriodSeconds',
  'enableECSManagedTags',
  'loadBalancers',
  'propagateTags',
];

export const updateService =
  ({ services }: EcsDependencies): Handler<UpdateServiceCommandInput, Omit<UpdateServiceCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    if (!input.service) throw serviceNotFound();
    const { cluster, service: reference, ...change } = input;
    services.active(scope, cluster, reference);
    onlyKnown(input, MEMBERS);
    if (change.deploymentConfiguration)
      onlyKnown(
        change.deploymentConfiguration,
        ['maximumPercent', 'minimumHealthyPercent'],
        'deploymentConfiguration.',
      );
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return { service: wireService(services.update(scope, cluster, reference, given), true) };
  };
