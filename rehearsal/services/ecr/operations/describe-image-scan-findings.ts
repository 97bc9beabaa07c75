import type {
  DescribeImageScanFindingsCommandInput,
  DescribeImageScanFindingsCommandOutput,
} from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { imageIdFrom, repositoryOf, wireScan } from '../mapping.ts';
import { page } from '../pages.ts';

export const describeImageScanFindings =
  ({
    repositories,
  }: EcrDependencies): Handler<
    DescribeImageScanFindingsCommandInput,
    Omit<DescribeImageScanFindingsCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    if (!input.imageId) throw missing('imageId');
    const image = repositories.existingImage(repository, imageIdFrom(input.imageId));
    const scan = repositories.scan(repository, image);
    const { items, nextToken } = page(scan.findings, input.nextToken, input.maxResults);
    const { imageScanStatus, imageScanFindingsSummary } = wireScan(scan);
    return {
      registryId: repository.registryId,
      repositoryName: repository.name,
      imageId: { ...imageIdFrom(input.imageId), imageDigest: image.digest },
      imageScanStatus,
      imageScanFindings: { ...imageScanFindingsSummary, findings: items },
      nextToken,
    };
  };
