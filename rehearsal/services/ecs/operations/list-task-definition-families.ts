import type {
  ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionFamiliesCommandOutput,
} from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { page } from '../pages.ts';

export const listTaskDefinitionFamilies =
  ({
    taskDefinitions,
  }: EcsDependencies): Handler<
    ListTaskDefinitionFamiliesCommandInput,
    Omit<ListTaskDefinitionFamiliesCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const { familyPrefix = '', status = 'ALL' } = input;
    const families = taskDefinitions.families(scope).filter((family) => {
      const active = taskDefinitions.list(scope, { familyPrefix: family, status: 'ACTIVE' }).length > 0;
      return family.startsWith(familyPrefix) && (status === 'ALL' || (status === 'ACTIVE') === active);
    });
    const { items, nextToken } = page(families, input.nextToken, input.maxResults);
    return { families: items, nextToken };
  };
