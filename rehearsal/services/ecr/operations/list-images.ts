import type { ImageIdentifier, ListImagesCommandInput, ListImagesCommandOutput } from '@aws-sdk/client-ecr';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';
import { page } from '../pages.ts';

/** One row a tag; an image without tags has a row of its own. */
export const listImages =
  ({ repositories }: EcrDependencies): Handler<ListImagesCommandInput, Omit<ListImagesCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const status = input.filter?.tagStatus ?? 'ANY';
    const rows = repositories.images(repository).flatMap(({ digest, tags }): ImageIdentifier[] => {
      if (tags.length === 0) return status === 'TAGGED' ? [] : [{ imageDigest: digest }];
      return status === 'UNTAGGED' ? [] : tags.map((imageTag) => ({ imageDigest: digest, imageTag }));
    });
    const { items, nextToken } = page(rows, input.nextToken, input.maxResults);
    return { imageIds: items, nextToken };
  };
