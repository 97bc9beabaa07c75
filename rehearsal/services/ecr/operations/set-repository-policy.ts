import type { SetRepositoryPolicyCommandInput, SetRepositoryPolicyCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const setRepositoryPolicy =
  ({
    repositories,
  }: EcrDependencies): Handler<SetRepositoryPolicyCommandInput, Omit<SetRepositoryPolicyCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    if (!input.policyText) throw missing('policyText');
    repository.policy = input.policyText;
    return { registryId: repository.registryId, repositoryName: repository.name, policyText: repository.policy };
  };
