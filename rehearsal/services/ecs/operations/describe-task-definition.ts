import type { DescribeTaskDefinitionCommandInput, DescribeTaskDefinitionCommandOutput } from '@aws-sdk/client-ecs';
import { cannotDescribeTaskDefinition } from '../../../runtime/container-service/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireTaskDefinition } from '../mapping.ts';

export const describeTaskDefinition =
  ({
    taskDefinitions,
  }: EcsDependencies): Handler<
    DescribeTaskDefinitionCommandInput,
    Omit<DescribeTaskDefinitionCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    if (!input.taskDefinition) throw cannotDescribeTaskDefinition();
    const definition = taskDefinitions.find(scope, input.taskDefinition);
    return {
      taskDefinition: wireTaskDefinition(definition),
      ...(input.include?.includes('TAGS') && { tags: definition.tags }),
    };
  };
