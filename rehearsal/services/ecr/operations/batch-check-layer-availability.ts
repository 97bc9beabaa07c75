import type {
  BatchCheckLayerAvailabilityCommandInput,
  BatchCheckLayerAvailabilityCommandOutput,
} from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export const batchCheckLayerAvailability =
  ({
    repositories,
  }: EcrDependencies): Handler<
    BatchCheckLayerAvailabilityCommandInput,
    Omit<BatchCheckLayerAvailabilityCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const { layerDigests = [] } = input;
    if (layerDigests.length === 0) throw missing('layerDigests');
    const valid = layerDigests.filter((digest) => DIGEST.test(digest));
    return {
      layers: valid.map((layerDigest) => {
        const layerSize = repositories.layerSize(repository, layerDigest);
        if (layerSize === undefined) return { layerDigest, layerAvailability: 'UNAVAILABLE' };
        const mediaType = repositories.layerType(repository, layerDigest);
        return { layerDigest, layerAvailability: 'AVAILABLE', layerSize, ...(mediaType && { mediaType }) };
      }),
      failures: layerDigests
        .filter((digest) => !DIGEST.test(digest))
        .map((layerDigest) => ({
          layerDigest,
          failureCode: 'InvalidLayerDigest',
          failureReason: 'Invalid layer digest',
        })),
    };
  };
