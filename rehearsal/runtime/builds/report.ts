import type { TestResults } from '../../domain/build/test-report.ts';
import type { Scope } from '../../kernel/scope.ts';

/** Source: CodeBuild API, ReportGroup.type. */
export type ReportType = 'TEST' | 'CODE_COVERAGE';

export interface ReportGroup {
  scope: Scope;
  name: string;
  arn: string;
  type: ReportType;
  tags: Record<string, string>;
  createdAt: number;
  modifiedAt: number;
}

export interface Report extends TestResults {
  scope: Scope;
  /** `<ARN of its group, as report>:<UUID>` */
  arn: string;
  name: string;
  type: ReportType;
  groupArn: string;
  buildArn: string;
  createdAt: number;
}

/** Source: CodeBuild API, Report.expired: 30 days after it was created. */
export const expiryOf = ({ createdAt }: Pick<Report, 'createdAt'>): number => createdAt + 30 * 24 * 60 * 60 * 1000;
