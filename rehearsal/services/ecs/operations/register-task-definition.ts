import type { RegisterTaskDefinitionCommandInput, RegisterTaskDefinitionCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireTaskDefinition } from '../mapping.ts';
import { taskDefinitionInput } from '../register-mapping.ts';

export const registerTaskDefinition =
  ({
    taskDefinitions,
  }: EcsDependencies): Handler<
    RegisterTaskDefinitionCommandInput,
    Omit<RegisterTaskDefinitionCommandOutput, '$metadata'>
  > =>
  (input, { scope, caller }) => {
    const definition = taskDefinitions.register(scope, taskDefinitionInput(input), caller.arn);
    return { taskDefinition: wireTaskDefinition(definition), tags: definition.tags };
  };
