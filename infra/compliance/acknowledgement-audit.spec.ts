import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AcknowledgementAudit } from './acknowledgement-audit.ts';

const S1 = 'AwsSolutions::AwsSolutions-S1';
const REASON = 'It holds the logs themselves.';

/** An App makes its folder when it is made; without one of ours it stays behind. */
const outdir = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** What the audit says of a bucket without access log (finding S1) that carries the acknowledgements. */
function audit(...acknowledgements: { id: string; reason: string; on?: 'bucket' | 'stack' | 'other' }[]) {
  const app = new App({ outdir });
  const stack = new Stack(app, 'stack');
  const constructs = { stack, bucket: new CfnBucket(stack, 'bucket'), other: new Stack(app, 'other') };
  for (const { on = 'bucket', ...acknowledgement } of acknowledgements)
    Validations.of(constructs[on]).acknowledge(acknowledgement);
  return new AcknowledgementAudit().validate({ appConstruct: app, stackTemplates: [], templatePaths: [] });
}

describe('the audit of acknowledgements', () => {
  it.each(['bucket', 'stack'] as const)(
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
    ['one on a construct beside the finding', { id: S1, reason: REASON, on: 'other' as const }, 'unused', 'other'],
    ['one without its pack', { id: 'AwsSolutions-S1', reason: REASON }, 'no-pack', 'stack/bucket'],
  ])('rejects %s', (_name, acknowledgement, ruleName, constructPath) => {
    const { success, violations } = audit(acknowledgement);
    expect(success).toBe(false);
    expect(violations).toEqual([
      expect.objectContaining({ ruleName, severity: 'error', violatingResources: [{ constructPath, locations: [] }] }),
    ]);
  });
});
