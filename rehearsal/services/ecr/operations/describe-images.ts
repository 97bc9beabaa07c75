import type { DescribeImagesCommandInput, DescribeImagesCommandOutput } from '@aws-sdk/client-ecr';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { imageIdFrom, repositoryOf, wireImageDetail } from '../mapping.ts';
import { page } from '../pages.ts';

/** Asked for images that do not exist it throws ImageNotFoundException, unlike BatchGetImage. */
export const describeImages =
  ({
    repositories,
  }: EcrDependencies): Handler<DescribeImagesCommandInput, Omit<DescribeImagesCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const status = input.filter?.tagStatus ?? 'ANY';
    const all = input.imageIds
      ? input.imageIds.map((id) => repositories.existingImage(repository, imageIdFrom(id)))
      : repositories
          .images(repository)
          .filter(({ tags }) => status === 'ANY' || (status === 'TAGGED') === tags.length > 0);
    const { items, nextToken } = page([...new Set(all)], input.nextToken, input.maxResults);
    return { imageDetails: items.map((image) => wireImageDetail(repository, image)), nextToken };
  };
