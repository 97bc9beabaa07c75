import type { BatchGetReportsCommandInput, BatchGetReportsOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { wireReport } from '../report-mapping.ts';
import { required } from '../required.ts';

export const batchGetReports =
  ({ builds }: CodebuildDependencies): Handler<BatchGetReportsCommandInput, BatchGetReportsOutput> =>
  (input, { scope }) => {
    const arns = required(input.reportArns, 'reportArns');
    return {
      reports: arns.flatMap((arn) => builds.reports.findReport(scope, arn) ?? []).map(wireReport),
      reportsNotFound: arns.filter((arn) => !builds.reports.findReport(scope, arn)),
    };
  };
