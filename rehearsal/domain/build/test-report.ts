/** Source: CodeBuild user guide, "Test report statuses". */
export type TestStatus = 'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED' | 'UNKNOWN';
type ReportStatus = 'SUCCEEDED' | 'FAILED' | 'INCOMPLETE';

export interface TestCase {
  /** Path of the file that names it. */
  file: string;
  suite: string;
  prefix: string;
  name: string;
  status: TestStatus;
  /** Nanoseconds. */
  duration: number;
  message: string;
}

interface TestSummary {
  /** With those that were left out. */
  total: number;
  counts: Record<TestStatus, number>;
  /** Nanoseconds. */
  duration: number;
}

/** Source: "Test report statuses": a report has 500 results at most. */
const MOST_CASES = 500;

export interface TestResults {
  status: ReportStatus;
  summary: TestSummary;
  /** Failed ones first when there are too many. */
  cases: TestCase[];
  truncated: boolean;
}

/** What a report says of its test cases. `complete` is false when some of its files were missing or could not be read. */
export function testResults(cases: readonly TestCase[], complete: boolean): TestResults {
  const counts = { SUCCEEDED: 0, FAILED: 0, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 };
  let duration = 0;
  for (const one of cases) {
    counts[one.status] += 1;
    duration += one.duration;
  }
  const truncated = cases.length > MOST_CASES;
  return {
    status: !complete ? 'INCOMPLETE' : counts.FAILED + counts.ERROR > 0 ? 'FAILED' : 'SUCCEEDED',
    summary: { total: cases.length, counts, duration },
    cases: truncated ? cases.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_CASES) : [...cases],
    truncated,
  };
}

const rank = ({ status }: TestCase): number => (status === 'FAILED' || status === 'ERROR' ? 0 : 1);
