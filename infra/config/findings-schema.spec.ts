import { describe, expect, it } from '@jest/globals';
import { loadConfiguration, parseConfiguration } from './load.ts';

const EXCEPTION = { id: 'CVE-2026-1234', until: '2027-01-31', reason: 'the parser is not reachable' };
const parse = (findings: unknown) => {
  const configuration = loadConfiguration();
  return parseConfiguration({ ...configuration, image: { ...configuration.image, findings } }, 'test');
};

describe('the findings that block an image', () => {
  it.each([
    ['from a severity on', { block: 'CRITICAL', exceptions: [] }],
    ['but for exceptions', { block: 'HIGH', exceptions: [EXCEPTION, { ...EXCEPTION, id: 'GHSA-aaaa-bbbb-cccc' }] }],
  ])('can be said %s', (_name, findings) => {
    expect(parse(findings).image.findings).toEqual(findings);
  });

  it.each<[unknown, string]>([
    [undefined, 'image.findings:'],
    [{ block: 'SEVERE', exceptions: [] }, 'image.findings.block: write the severity from which on a finding blocks'],
    [{ block: 'HIGH' }, 'image.findings.exceptions: write a list of { id, until, reason }, or []'],
    [{ block: 'HIGH', exceptions: [{ ...EXCEPTION, id: 'all of them' }] }, "exceptions.0.id: write the finding's name"],
    [{ block: 'HIGH', exceptions: [{ ...EXCEPTION, until: 'soon' }] }, 'until: write the last day on which it counts'],
    [{ block: 'HIGH', exceptions: [{ ...EXCEPTION, until: '2027-02-30' }] }, 'until: write the last day'],
    [{ block: 'HIGH', exceptions: [{ ...EXCEPTION, reason: 'later' }] }, 'reason: write why it may wait'],
    [{ block: 'HIGH', exceptions: [EXCEPTION, EXCEPTION] }, 'exceptions: write each id once'],
  ])('%j is refused with what to write where', (findings, said) => {
    expect(() => parse(findings)).toThrow(said);
  });
});
