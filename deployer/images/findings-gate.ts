import { type Finding, SEVERITIES, type Severity } from './repository.ts';

/** Which findings of a scan refuse an image. */
export interface FindingsPolicy {
  /** From this severity on. */
  block: Severity;
  exceptions: FindingException[];
}

/** A finding that somebody has judged, and accepts for a while. */
export interface FindingException {
  /** As the scan names it: `CVE-2026-1234`. */
  id: string;
  /** `YYYY-MM-DD`, the last day on which it counts, in UTC. */
  until: string;
  reason: string;
}

export interface Verdict {
  /** That refuse the image. */
  blocking: Judged[];
  /** That would, without their exception. */
  accepted: Judged[];
  /** Exceptions that no finding needs any more. */
  unused: FindingException[];
}

interface Judged {
  finding: Finding;
  /** Of a finding that blocks: one that has ended. */
  exception: FindingException | undefined;
}

/** @param now epoch milliseconds */
export function judge(findings: Finding[], { block, exceptions }: FindingsPolicy, now: number): Verdict {
  const judged = findings
    .filter(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(block))
    .map((finding) => ({ finding, exception: exceptions.find(({ id }) => id === finding.name) }));
  const isAccepted = ({ exception }: Judged) => exception !== undefined && !hasEnded(exception, now);
  return {
    blocking: judged.filter((each) => !isAccepted(each)),
    accepted: judged.filter(isAccepted),
    unused: exceptions.filter(({ id }) => !judged.some(({ finding }) => finding.name === id)),
  };
}

const hasEnded = ({ until }: FindingException, now: number) => new Date(now).toISOString().slice(0, 10) > until;
