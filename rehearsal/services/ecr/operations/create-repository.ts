import type { CreateRepositoryCommandInput, CreateRepositoryCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import { withTags } from '../../../runtime/repositories/repository-tags.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { isImmutable, wireRepository } from '../mapping.ts';

export const createRepository =
  ({
    repositories,
  }: EcrDependencies): Handler<CreateRepositoryCommandInput, Omit<CreateRepositoryCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const {
      repositoryName,
      imageTagMutability = 'MUTABLE',
      encryptionConfiguration,
      imageScanningConfiguration,
      tags,
    } = input;
    if (!repositoryName) throw missing('repositoryName');
    const repository = repositories.create(scope, {
      name: repositoryName,
      immutableTags: isImmutable(imageTagMutability),
      scanOnPush: imageScanningConfiguration?.scanOnPush ?? false,
      tags: withTags(
        [],
        (tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
      ),
      ...(encryptionConfiguration?.encryptionType && {
        encryption: {
          encryptionType: encryptionConfiguration.encryptionType,
          ...(encryptionConfiguration.kmsKey !== undefined && { kmsKey: encryptionConfiguration.kmsKey }),
        },
      }),
    });
    return { repository: wireRepository(repository) };
  };
