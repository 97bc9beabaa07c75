import type { ListReportGroupsCommandInput, ListReportGroupsOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import type { ReportGroup } from '../../../runtime/builds/report.ts';
import { page } from '../pages.ts';

/** By NAME and ASCENDING when the request does not say (unverified). */
export const listReportGroups =
  ({ builds }: CodebuildDependencies): Handler<ListReportGroupsCommandInput, ListReportGroupsOutput> =>
  (input, { scope }) => {
    const ascending = builds.reports.groups(scope).toSorted(COMPARE[input.sortBy ?? 'NAME']);
    const ordered = input.sortOrder === 'DESCENDING' ? ascending.toReversed() : ascending;
    const { items, nextToken } = page(ordered, input.nextToken, input.maxResults);
    return { reportGroups: items.map(({ arn }) => arn), nextToken };
  };

const COMPARE = {
  NAME: (a: ReportGroup, b: ReportGroup) => (a.name < b.name ? -1 : 1),
  CREATED_TIME: (a: ReportGroup, b: ReportGroup) => a.createdAt - b.createdAt,
  LAST_MODIFIED_TIME: (a: ReportGroup, b: ReportGroup) => a.modifiedAt - b.modifiedAt,
};
