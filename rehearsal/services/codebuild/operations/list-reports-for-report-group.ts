import type { ListReportsForReportGroupCommandInput, ListReportsForReportGroupOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { inOrder, page } from '../pages.ts';
import { required } from '../required.ts';

/** Throws ResourceNotFoundException. */
export const listReportsForReportGroup =
  ({
    builds,
  }: CodebuildDependencies): Handler<ListReportsForReportGroupCommandInput, ListReportsForReportGroupOutput> =>
  (input, { scope }) => {
    const group = builds.reports.group(scope, required(input.reportGroupArn, 'reportGroupArn'));
    const own = builds.reports.reports(scope, group.arn);
    const wanted = own.filter(({ status }) => status === (input.filter?.status ?? status));
    const { items, nextToken } = page(inOrder(wanted, input.sortOrder), input.nextToken, input.maxResults);
    return { reports: items.map(({ arn }) => arn), nextToken };
  };
