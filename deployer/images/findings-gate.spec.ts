import { describe, expect, it } from '@jest/globals';
import { describeBlocking, verdictLines } from './describe-findings.ts';
import { type FindingException, judge } from './findings-gate.ts';
import type { Finding, Severity } from './repository.ts';

const finding = (severity: Severity, name: string): Finding => ({ severity, name, package: 'zlib 1.0' });
const FINDINGS = [finding('CRITICAL', 'CVE-3'), finding('HIGH', 'CVE-2'), finding('MEDIUM', 'CVE-1')];
const exception = (id: string, until = '2027-01-31'): FindingException => ({ id, until, reason: 'not reachable' });
const at = (iso: string) => Date.parse(iso);
const names = (judged: { finding: Finding }[]) => judged.map((each) => each.finding.name);

describe('the findings gate', () => {
  it.each<[Severity, string[]]>([
    ['CRITICAL', ['CVE-3']],
    ['HIGH', ['CVE-3', 'CVE-2']],
    ['UNDEFINED', ['CVE-3', 'CVE-2', 'CVE-1']],
  ])('blocks from %s on', (block, blocked) => {
    const { blocking, accepted } = judge(FINDINGS, { block, exceptions: [] }, 0);
    expect([names(blocking), names(accepted)]).toEqual([blocked, []]);
  });

  it('accepts what has an exception, to the end of its last day', () => {
    const policy = { block: 'HIGH' as const, exceptions: [exception('CVE-3')] };
    const lastMoment = judge(FINDINGS, policy, at('2027-01-31T23:59:59.999Z'));
    expect([names(lastMoment.blocking), names(lastMoment.accepted)]).toEqual([['CVE-2'], ['CVE-3']]);
    const ended = judge(FINDINGS, policy, at('2027-02-01T00:00:00Z'));
    expect([names(ended.blocking), names(ended.accepted)]).toEqual([['CVE-3', 'CVE-2'], []]);
    expect(ended.blocking.map(describeBlocking)).toEqual([
      'CVE-3 in zlib 1.0: its exception ended on 2027-01-31 (not reachable)',
      'CVE-2 in zlib 1.0',
    ]);
  });

  it('takes an exception for exactly the finding that it names', () => {
    const policy = { block: 'HIGH' as const, exceptions: [exception('CVE-33'), exception('CVE-'), exception('cve-3')] };
    expect(names(judge(FINDINGS, policy, 0).blocking)).toEqual(['CVE-3', 'CVE-2']);
  });

  it('says which exceptions can go: nothing has that name, or what has it would not block', () => {
    const exceptions = [exception('CVE-9'), exception('CVE-1'), exception('CVE-3', '2020-01-01')];
    const verdict = judge(FINDINGS, { block: 'HIGH', exceptions }, at('2026-11-20'));
    expect(verdict.unused.map(({ id }) => id)).toEqual(['CVE-9', 'CVE-1']);
  });

  it('prints each finding with what became of it', () => {
    const exceptions = [exception('CVE-2'), exception('CVE-9')];
    const lines = verdictLines(FINDINGS, judge(FINDINGS, { block: 'HIGH', exceptions }, at('2026-11-20')));
    expect(lines.map(({ text, tone }) => `${tone}: ${text}`)).toEqual([
      'plain: Scan: 1 CRITICAL, 1 HIGH, 1 MEDIUM.',
      'bad:   CRITICAL CVE-3 in zlib 1.0',
      'faint:   HIGH CVE-2 in zlib 1.0: accepted until 2027-01-31, not reachable',
      'faint:   MEDIUM CVE-1 in zlib 1.0',
      'plain: The exception for CVE-9 is not needed: no finding that would block has this name.',
    ]);
  });
});
