import type { ListTaskDefinitionsCommandInput, ListTaskDefinitionsCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { page } from '../pages.ts';

export const listTaskDefinitions =
  ({
    taskDefinitions,
  }: EcsDependencies): Handler<ListTaskDefinitionsCommandInput, Omit<ListTaskDefinitionsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { familyPrefix, status } = input;
    const all = taskDefinitions.list(scope, {
      ...(familyPrefix !== undefined && { familyPrefix }),
      ...(status !== undefined && { status }),
    });
    const { items, nextToken } = page(
      input.sort === 'DESC' ? all.toReversed() : all,
      input.nextToken,
      input.maxResults,
    );
    return { taskDefinitionArns: items.map(({ arn }) => arn), nextToken };
  };
