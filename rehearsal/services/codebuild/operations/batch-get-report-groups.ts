import type { BatchGetReportGroupsCommandInput, BatchGetReportGroupsOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { wireReportGroup } from '../report-mapping.ts';
import { required } from '../required.ts';

export const batchGetReportGroups =
  ({ builds }: CodebuildDependencies): Handler<BatchGetReportGroupsCommandInput, BatchGetReportGroupsOutput> =>
  (input, { scope }) => {
    const arns = required(input.reportGroupArns, 'reportGroupArns');
    return {
      reportGroups: arns.flatMap((arn) => builds.reports.findGroup(scope, arn) ?? []).map(wireReportGroup),
      reportGroupsNotFound: arns.filter((arn) => !builds.reports.findGroup(scope, arn)),
    };
  };
