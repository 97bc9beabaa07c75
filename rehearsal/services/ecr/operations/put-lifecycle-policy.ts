import type { PutLifecyclePolicyCommandInput, PutLifecyclePolicyCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const putLifecyclePolicy =
  ({
    repositories,
  }: EcrDependencies): Handler<PutLifecyclePolicyCommandInput, Omit<PutLifecyclePolicyCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    if (!input.lifecyclePolicyText) throw missing('lifecyclePolicyText');
    repository.lifecyclePolicy = input.lifecyclePolicyText;
    return {
      registryId: repository.registryId,
      repositoryName: repository.name,
      lifecyclePolicyText: repository.lifecyclePolicy,
    };
  };
