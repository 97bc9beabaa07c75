import type { DescribeRepositoriesCommandInput, DescribeRepositoriesCommandOutput } from '@aws-sdk/client-ecr';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { wireRepository } from '../mapping.ts';
import { page } from '../pages.ts';

export const describeRepositories =
  ({
    repositories,
  }: EcrDependencies): Handler<
    DescribeRepositoriesCommandInput,
    Omit<DescribeRepositoriesCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const home = input.registryId === undefined ? scope : { ...scope, account: input.registryId };
    const all = input.repositoryNames
      ? input.repositoryNames.map((name) => repositories.find(home, name))
      : repositories.list(home);
    const { items, nextToken } = page(all, input.nextToken, input.maxResults);
    return { repositories: items.map(wireRepository), nextToken };
  };
