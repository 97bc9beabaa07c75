import type { DescribeTestCasesCommandInput, DescribeTestCasesOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { page } from '../pages.ts';
import { wireTestCase } from '../report-mapping.ts';
import { required } from '../required.ts';

/** Throws ResourceNotFoundException. */
export const describeTestCases =
  ({ builds }: CodebuildDependencies): Handler<DescribeTestCasesCommandInput, DescribeTestCasesOutput> =>
  (input, { scope }) => {
    const report = builds.reports.report(scope, required(input.reportArn, 'reportArn'));
    const { status: wanted, keyword = '' } = input.filter ?? {};
    const cases = report.cases.filter(
      ({ status, name, prefix }) =>
        status === (wanted ?? status) && (name.includes(keyword) || prefix.includes(keyword)),
    );
    const { items, nextToken } = page(cases, input.nextToken, input.maxResults);
    return { testCases: items.map((one) => wireTestCase(report, one)), nextToken };
  };
