import { bad, faint, type Line, plain } from '../line.ts';
import type { FindingException, Verdict } from './findings-gate.ts';
import type { Finding, Severity } from './repository.ts';

/** All findings with what became of each, then the exceptions that can go. `findings` are sorted. */
export function verdictLines(findings: Finding[], { blocking, accepted, unused }: Verdict): Line[] {
  return [
    plain(`Scan: ${describeCounts(findings)}.`),
    ...findings.map((finding) => {
      const blocks = blocking.find((each) => each.finding === finding);
      if (blocks) return bad(`  ${finding.severity} ${describeBlocking(blocks)}`);
      const { exception } = accepted.find((each) => each.finding === finding) ?? {};
      const why = exception ? `: accepted until ${exception.until}, ${exception.reason}` : '';
      return faint(`  ${finding.severity} ${describeFinding(finding)}${why}`);
    }),
    ...unused.map(({ id }) =>
      plain(`The exception for ${id} is not needed: no finding that would block has this name.`),
    ),
  ];
}

/** `CVE-2026-1234 in openssl 3.0.1`, and the exception that it had. */
export const describeBlocking = ({ finding, exception }: Verdict['blocking'][number]): string =>
  exception ? `${describeFinding(finding)}: ${ended(exception)}` : describeFinding(finding);

/** `1 CRITICAL, 2 HIGH` of findings that are sorted, or `no findings` */
export function describeCounts(findings: Finding[]): string {
  const severities = [...new Set(findings.map(({ severity }) => severity))];
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return severities.map((severity) => `${count(severity)} ${severity}`).join(', ') || 'no findings';
}

const describeFinding = ({ name, package: where }: Finding): string => (where ? `${name} in ${where}` : name);

const ended = ({ until, reason }: FindingException) => `its exception ended on ${until} (${reason})`;
