import type { GetRepositoryPolicyCommandInput, GetRepositoryPolicyCommandOutput } from '@aws-sdk/client-ecr';
import { repositoryPolicyNotFound } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const getRepositoryPolicy =
  ({
    repositories,
  }: EcrDependencies): Handler<GetRepositoryPolicyCommandInput, Omit<GetRepositoryPolicyCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { name, registryId, policy } = repositoryOf(repositories, scope, input);
    if (policy === undefined) throw repositoryPolicyNotFound(name, registryId);
    return { registryId, repositoryName: name, policyText: policy };
  };
