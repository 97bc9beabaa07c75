import type { CreateReportGroupCommandInput, CreateReportGroupOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { checkExport, readReportType, wireReportGroup } from '../report-mapping.ts';
import { readTags } from '../read-project.ts';
import { required } from '../required.ts';

export const createReportGroup =
  ({ builds }: CodebuildDependencies): Handler<CreateReportGroupCommandInput, CreateReportGroupOutput> =>
  (input, { scope }) => {
    checkExport(required(input.exportConfig, 'exportConfig'));
    const type = readReportType(required(input.type, 'type'));
    return {
      reportGroup: wireReportGroup(
        builds.reports.createGroup(scope, required(input.name, 'name'), type, readTags(input.tags ?? [])),
      ),
    };
  };
