import type { ListImageReferrersCommandInput, ListImageReferrersCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import { referrerOf } from '../../../runtime/repositories/referrer.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';
import { page } from '../pages.ts';

/** Rows of a page where the request does not say. Source: SDK model, ListImageReferrers.maxResults. */
const PAGE = 20;

/** What is attached to an image. Nothing is archived here, so a filter by another status than ACTIVE or ANY finds nothing. */
export const listImageReferrers =
  ({
    repositories,
  }: EcrDependencies): Handler<ListImageReferrersCommandInput, Omit<ListImageReferrersCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const subject = input.subjectId?.imageDigest;
    if (!subject) throw missing('subjectId');
    const { artifactTypes, artifactStatus = 'ACTIVE' } = input.filter ?? {};
    const found = ['ACTIVE', 'ANY'].includes(artifactStatus) ? repositories.referrers(repository, subject) : [];
    const rows = found
      .map((image) => ({ ...referrerOf(image), artifactStatus: 'ACTIVE' as const }))
      .filter(({ artifactType = '' }) => !artifactTypes?.length || artifactTypes.includes(artifactType));
    const { items, nextToken } = page(rows, input.nextToken, input.maxResults ?? PAGE);
    return { referrers: items, nextToken };
  };
