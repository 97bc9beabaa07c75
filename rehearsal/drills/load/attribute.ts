import type { LoadReport } from './load-report.ts';
import { countsOf, sum, sumOfVersions, type Unattributed } from './tally.ts';

/** A report in which what the answers did not tell is filled in, by the trace of each request. */
export function attribute(
  report: LoadReport,
  unattributed: Unattributed[],
  versionOfTrace: (trace: string) => string | undefined,
): LoadReport {
  const phases = structuredClone(report.phases);
  for (const { trace, phase, failed } of unattributed) {
    const version = versionOfTrace(trace);
    const of = phases.find(({ name }) => name === phase);
    if (version === undefined || !of) continue;
    const outcome = failed ? 'failed' : 'answered';
    countsOf(of.byVersion, version)[outcome]++;
    of.unattributed[outcome]--;
  }
  return {
    ...report,
    phases,
    byVersion: sumOfVersions(phases),
    unattributed: sum(phases.map((phase) => phase.unattributed)),
    failures: report.failures.map((failure) => {
      const version = failure.version ?? versionOfTrace(failure.trace);
      return version === undefined ? failure : { ...failure, version };
    }),
  };
}
