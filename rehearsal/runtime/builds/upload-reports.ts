import type { Buildspec, ReportSection } from '../../domain/build/buildspec.ts';
import { NotJunit, readJunit } from '../../domain/build/junit-report.ts';
import { testResults, type TestCase } from '../../domain/build/test-report.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import { NoArtifact, type BuildWorkspace } from '../ports/build-runner.ts';
import type { ReportDocuments } from '../ports/report-documents.ts';
import type { BuildRecord } from './build-record.ts';
import type { ReportType } from './report.ts';
import type { Reports } from './reports.ts';

export interface ReportUpload {
  record: BuildRecord;
  spec: Pick<Buildspec, 'reports'>;
  workspace: Pick<BuildWorkspace, 'readFiles'>;
  reports: Reports;
  documents: ReportDocuments;
  event: (text: string) => void;
}

/** Source: "Build specification reference", reports/file-format: test reports, and code coverage reports. */
const COVERAGE = ['CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV'];

/**
 * Makes a report for each group that the buildspec names, whether the tests succeeded or not. What is wrong with a report makes
 * it INCOMPLETE, and does not fail the build (unverified).
 * Source: CodeBuild user guide, "Create test reports" and "Test report statuses". The lines of the log are ours.
 */
export async function uploadReports(upload: ReportUpload): Promise<void> {
  for (const [nameOrArn, section] of Object.entries(upload.spec.reports))
    await uploadReport(upload, nameOrArn, section);
}

async function uploadReport(upload: ReportUpload, nameOrArn: string, section: ReportSection): Promise<void> {
  const { record, reports, event } = upload;
  const type: ReportType = COVERAGE.includes(section.fileFormat) ? 'CODE_COVERAGE' : 'TEST';
  try {
    const group = reports.groupFor(record.scope, record.projectName, nameOrArn, type);
    if (group.type !== type) throw new AwsError('InvalidInputException', `${group.arn} is of type ${group.type}`);
    const { cases, complete } = await readCases(upload, section);
    const report = reports.add(group, record.arn, testResults(cases, complete));
    record.reportArns.push(report.arn);
    event(`Report ${report.arn} ${report.status}: ${report.summary.total} test case(s)`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    event(`No report for ${nameOrArn}: ${error.message}`);
  }
}

/** `complete` is false when files were missing or are none of the format. */
async function readCases(
  { workspace, documents, event }: ReportUpload,
  section: ReportSection,
): Promise<{ cases: TestCase[]; complete: boolean }> {
  const cases: TestCase[] = [];
  let complete = true;
  const incomplete = (why: string) => {
    complete = false;
    event(why);
  };
  if (section.fileFormat !== 'JUNITXML') {
    incomplete(`Reports of format ${section.fileFormat} are recorded only`);
    return { cases, complete };
  }
  try {
    for (const [path, text] of await workspace.readFiles(section, event)) {
      cases.push(...readFile(documents, path, text));
    }
  } catch (error) {
    if (error instanceof NoArtifact) incomplete('report files not found in build');
    else if (error instanceof NotJunit) incomplete(error.message);
    else throw error;
  }
  return { cases, complete };
}

function readFile(documents: ReportDocuments, path: string, text: string): TestCase[] {
  try {
    return readJunit(documents.parseXml(text), path);
  } catch (error) {
    if (error instanceof NotJunit) throw error;
    throw new NotJunit(`${path} is no XML: ${messageOf(error)}`, { cause: error });
  }
}
