import type {
  PutImageScanningConfigurationCommandInput,
  PutImageScanningConfigurationCommandOutput,
} from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const putImageScanningConfiguration =
  ({
    repositories,
  }: EcrDependencies): Handler<
    PutImageScanningConfigurationCommandInput,
    Omit<PutImageScanningConfigurationCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    if (!input.imageScanningConfiguration) throw missing('imageScanningConfiguration');
    repository.scanOnPush = input.imageScanningConfiguration.scanOnPush ?? false;
    return {
      registryId: repository.registryId,
      repositoryName: repository.name,
      imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    };
  };
