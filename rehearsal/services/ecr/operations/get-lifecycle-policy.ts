import type { GetLifecyclePolicyCommandInput, GetLifecyclePolicyCommandOutput } from '@aws-sdk/client-ecr';
import { lifecyclePolicyNotFound } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const getLifecyclePolicy =
  ({
    repositories,
  }: EcrDependencies): Handler<GetLifecyclePolicyCommandInput, Omit<GetLifecyclePolicyCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { name, registryId, lifecyclePolicy } = repositoryOf(repositories, scope, input);
    if (lifecyclePolicy === undefined) throw lifecyclePolicyNotFound(name, registryId);
    return { registryId, repositoryName: name, lifecyclePolicyText: lifecyclePolicy };
  };
