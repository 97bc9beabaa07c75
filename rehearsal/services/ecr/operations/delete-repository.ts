import type { DeleteRepositoryCommandInput, DeleteRepositoryCommandOutput } from '@aws-sdk/client-ecr';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf, wireRepository } from '../mapping.ts';

export const deleteRepository =
  ({
    repositories,
  }: EcrDependencies): Handler<DeleteRepositoryCommandInput, Omit<DeleteRepositoryCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { name } = repositoryOf(repositories, scope, input);
    return { repository: wireRepository(repositories.delete(scope, name, { force: input.force ?? false })) };
  };
