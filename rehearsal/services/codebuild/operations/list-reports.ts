import type { ListReportsCommandInput, ListReportsOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { inOrder, page } from '../pages.ts';

export const listReports =
  ({ builds }: CodebuildDependencies): Handler<ListReportsCommandInput, ListReportsOutput> =>
  (input, { scope }) => {
    const wanted = builds.reports.reports(scope).filter(({ status }) => status === (input.filter?.status ?? status));
    const { items, nextToken } = page(inOrder(wanted, input.sortOrder), input.nextToken, input.maxResults);
    return { reports: items.map(({ arn }) => arn), nextToken };
  };
