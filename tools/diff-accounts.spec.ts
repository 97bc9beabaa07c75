import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { diffAccounts } from './diff-accounts.ts';

// Of stacks without resources the validation would warn.
process.env['CDK_VALIDATION'] = 'false';
const outdir = mkdtempSync(join(tmpdir(), 'diff-accounts-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe('the accounts of a diff', () => {
  it('each have their stacks, as the CDK CLI takes them, and placeholders none', () => {
    const app = new App({ outdir });
    const env = (account: string, region = 'eu-west-1') => ({ env: { account, region } });
    const pipeline = new Stack(app, 'picus-pipeline', env('123456789012'));
    const [dev, prod] = [
      new Stage(pipeline, 'dev', env('111111111111')),
      new Stage(pipeline, 'prod', env('210987654321', 'us-east-1')),
    ];
    const stacks = [new Stack(dev, 'Network'), new Stack(prod, 'Data'), new Stack(prod, 'Network')];
    expect(stacks).toHaveLength(3);
    app.synth();
    const role = (account: string) => `arn:aws:iam::${account}:role/picus-pull-request`;
    expect(diffAccounts(outdir, 'picus')).toEqual([
      { account: '123456789012', region: 'eu-west-1', role: role('123456789012'), stacks: 'picus-pipeline' },
      {
        account: '210987654321',
        region: 'us-east-1',
        role: role('210987654321'),
        stacks: 'picus-pipeline/prod/Data picus-pipeline/prod/Network',
      },
    ]);
  });
});
