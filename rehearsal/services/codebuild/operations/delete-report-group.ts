import type { DeleteReportGroupCommandInput, DeleteReportGroupOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const deleteReportGroup =
  ({ builds }: CodebuildDependencies): Handler<DeleteReportGroupCommandInput, DeleteReportGroupOutput> =>
  (input, { scope }) => {
    builds.reports.deleteGroup(scope, required(input.arn, 'arn'), input.deleteReports ?? false);
    return {};
  };
