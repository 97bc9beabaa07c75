import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AcknowledgementAudit } from './acknowledgement-audit.ts';
import { Findings, PACKS, rulePacks } from './rule-packs.ts';

const S1 = 'AwsSolutions::AwsSolutions-S1';
const REASON = 'It holds the logs themselves.';

/** An App makes its folder when it is made; without one of ours it stays behind. */
const outdir = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** What the audit says of a bucket without access log (finding S1) that carries the acknowledgements. */
function audit(...acknowledgements: { id: string; reason: string; on?: 'bucket' | 'stack' | 'app' | 'other' }[]) {
  const app = new App({ outdir });
  const stack = new Stack(app, 'stack');
  const constructs = { app, stack, bucket: new CfnBucket(stack, 'bucket'), other: new Stack(app, 'other') };
  for (const { on = 'bucket', ...acknowledgement } of acknowledgements)
    Validations.of(constructs[on]).acknowledge(acknowledgement);
  const findings = new Findings();
  for (const pack of rulePacks(app, findings)) pack.validateScope(app);
  return new AcknowledgementAudit(findings).validate({ appConstruct: app, stackTemplates: [], templatePaths: [] });
}

describe('the audit of acknowledgements', () => {
  it('knows the packs by their names', () => {
    expect(rulePacks(new App({ outdir }), new Findings()).map(({ readPackName }) => readPackName)).toEqual([...PACKS]);
  });

  it.each(['bucket', 'stack', 'app'] as const)(
    'accepts one with a reason on the %s, for a finding at it or under it',
    (on) => {
      expect(audit({ id: S1, reason: REASON, on })).toEqual({ success: true, violations: [] });
    },
  );

  it('leaves the findings themselves to the rules', () => {
    expect(audit()).toEqual({ success: true, violations: [] });
  });

  it.each([
    ['an empty reason', { id: S1, reason: '' }, 'empty-reason', 'stack/bucket'],
    ['a blank reason', { id: S1, reason: ' \n' }, 'empty-reason', 'stack/bucket'],
    ['one that no rule raises', { id: 'AwsSolutions::AwsSolutions-EC23', reason: REASON }, 'unused', 'stack/bucket'],
    [
      'one of the other pack that no rule raises',
      { id: 'NIST.800.53.R5::NIST.800.53.R5-ALBWAFEnabled', reason: REASON },
      'unused',
      'stack/bucket',
    ],
    ['one on a construct beside the finding', { id: S1, reason: REASON, on: 'other' as const }, 'unused', 'other'],
    [
      'one of the other pack without it',
      { id: 'NIST.800.53.R5-S3BucketVersioningEnabled', reason: REASON },
      'no-pack',
      'stack/bucket',
    ],
    ['one without its pack', { id: 'AwsSolutions-S1', reason: REASON }, 'no-pack', 'stack/bucket'],
  ])('rejects %s', (_name, acknowledgement, ruleName, constructPath) => {
    const { success, violations } = audit(acknowledgement);
    expect(success).toBe(false);
    expect(violations).toEqual([
      expect.objectContaining({ ruleName, severity: 'error', violatingResources: [{ constructPath, locations: [] }] }),
    ]);
  });
});
