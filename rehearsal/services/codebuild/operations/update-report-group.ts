import type { UpdateReportGroupCommandInput, UpdateReportGroupOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { checkExport, wireReportGroup } from '../report-mapping.ts';
import { readTags } from '../read-project.ts';
import { required } from '../required.ts';

export const updateReportGroup =
  ({ builds }: CodebuildDependencies): Handler<UpdateReportGroupCommandInput, UpdateReportGroupOutput> =>
  (input, { scope }) => {
    if (input.exportConfig) checkExport(input.exportConfig);
    const tags = input.tags && readTags(input.tags);
    return { reportGroup: wireReportGroup(builds.reports.updateGroup(scope, required(input.arn, 'arn'), tags)) };
  };
