import type { DeregisterTaskDefinitionCommandInput, DeregisterTaskDefinitionCommandOutput } from '@aws-sdk/client-ecs';
import { cannotDescribeTaskDefinition } from '../../../runtime/container-service/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireTaskDefinition } from '../mapping.ts';

export const deregisterTaskDefinition =
  ({
    taskDefinitions,
  }: EcsDependencies): Handler<
    DeregisterTaskDefinitionCommandInput,
    Omit<DeregisterTaskDefinitionCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    if (!input.taskDefinition) throw cannotDescribeTaskDefinition();
    return { taskDefinition: wireTaskDefinition(taskDefinitions.deregister(scope, input.taskDefinition)) };
  };
