import type { GetDownloadUrlForLayerCommandInput, GetDownloadUrlForLayerCommandOutput } from '@aws-sdk/client-ecr';
import { invalidParameter, missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

/** The URL is of the registry endpoint on this machine, not of S3. */
export const getDownloadUrlForLayer =
  ({
    repositories,
    registry,
  }: EcrDependencies): Handler<
    GetDownloadUrlForLayerCommandInput,
    Omit<GetDownloadUrlForLayerCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const { layerDigest } = input;
    if (!layerDigest) throw missing('layerDigest');
    if (!registry) throw new Error('GetDownloadUrlForLayer: no registry endpoint serves the content of layers.');
    if (!/^sha256:[0-9a-f]{64}$/.test(layerDigest)) throw invalidParameter(`'layerDigest': '${layerDigest}'`);
    repositories.assertDownloadable(repository, layerDigest);
    return { downloadUrl: registry.layerUrl(repository.uri, layerDigest), layerDigest };
  };
