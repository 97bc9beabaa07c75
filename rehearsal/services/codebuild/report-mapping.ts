import type * as wire from '@aws-sdk/client-codebuild';
import type { TestCase } from '../../domain/build/test-report.ts';
import { invalidInput, notRehearsed } from '../../runtime/builds/errors.ts';
import { expiryOf, type Report, type ReportGroup, type ReportType } from '../../runtime/builds/report.ts';

const NO_EXPORT = { exportConfigType: 'NO_EXPORT' } as const;

export const wireReportGroup = (group: ReportGroup): wire.ReportGroup => ({
  arn: group.arn,
  name: group.name,
  type: group.type,
  exportConfig: NO_EXPORT,
  created: new Date(group.createdAt),
  lastModified: new Date(group.modifiedAt),
  tags: Object.entries(group.tags).map(([key, value]) => ({ key, value })),
  status: 'ACTIVE',
});

export const wireReport = (report: Report): wire.Report => ({
  arn: report.arn,
  type: report.type,
  name: report.name,
  reportGroupArn: report.groupArn,
  executionId: report.buildArn,
  status: report.status,
  created: new Date(report.createdAt),
  expired: new Date(expiryOf(report)),
  exportConfig: NO_EXPORT,
  truncated: report.truncated,
  ...(report.type === 'TEST' && {
    testSummary: {
      total: report.summary.total,
      statusCounts: report.summary.counts,
      durationInNanoSeconds: report.summary.duration,
    },
  }),
});

export const wireTestCase = (report: Report, one: TestCase): wire.TestCase => ({
  reportArn: report.arn,
  testRawDataPath: one.file,
  prefix: one.prefix,
  name: one.name,
  status: one.status,
  durationInNanoSeconds: one.duration,
  message: one.message,
  expired: new Date(expiryOf(report)),
  testSuiteName: one.suite,
});

export function readReportType(type: string): ReportType {
  if (type === 'TEST' || type === 'CODE_COVERAGE') return type;
  throw invalidInput(`Invalid report group type: ${type}.`);
}

export function checkExport({ exportConfigType: type }: wire.ReportExportConfig): void {
  if (type !== 'NO_EXPORT') throw notRehearsed(`the export of reports to ${type}`);
}
