import type { CreateRepositoryCommandInput, CreateRepositoryCommandOutput } from '@aws-sdk/client-ecr';
import { invalidParameter } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { wireRepository } from '../mapping.ts';

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
    if (!repositoryName)
      throw invalidParameter("'repositoryName' failed to satisfy constraint: 'Member must not be null'");
    if (imageTagMutability !== 'MUTABLE' && imageTagMutability !== 'IMMUTABLE') {
      throw invalidParameter(`'imageTagMutability': the rehearsal does not implement ${imageTagMutability}`);
    }
    const repository = repositories.create(scope, {
      name: repositoryName,
      immutableTags: imageTagMutability === 'IMMUTABLE',
      scanOnPush: imageScanningConfiguration?.scanOnPush ?? false,
      tags: (tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
      ...(encryptionConfiguration?.encryptionType && {
        encryption: {
          encryptionType: encryptionConfiguration.encryptionType,
          ...(encryptionConfiguration.kmsKey !== undefined && { kmsKey: encryptionConfiguration.kmsKey }),
        },
      }),
    });
    return { repository: wireRepository(repository) };
  };
