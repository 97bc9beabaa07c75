import type { PutImageTagMutabilityCommandInput, PutImageTagMutabilityCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import { isImmutable } from '../mapping.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const putImageTagMutability =
  ({
    repositories,
  }: EcrDependencies): Handler<
    PutImageTagMutabilityCommandInput,
    Omit<PutImageTagMutabilityCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const { imageTagMutability } = input;
    if (imageTagMutability === undefined) throw missing('imageTagMutability');
    repository.immutableTags = isImmutable(imageTagMutability);
    return { registryId: repository.registryId, repositoryName: repository.name, imageTagMutability };
  };
