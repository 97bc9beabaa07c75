import type { DeleteReportCommandInput, DeleteReportOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const deleteReport =
  ({ builds }: CodebuildDependencies): Handler<DeleteReportCommandInput, DeleteReportOutput> =>
  (input, { scope }) => {
    builds.reports.deleteReport(scope, required(input.arn, 'arn'));
    return {};
  };
