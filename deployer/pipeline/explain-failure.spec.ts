import { describe, expect, it } from '@jest/globals';
import { explainFailure, failedRuns, reasonOf } from './explain-failure.ts';
import { meaningfulLines } from './meaningful-lines.ts';
import { FakePipelines } from './testing/fake-pipelines.ts';
import { approvalRun, run } from './testing/fixtures.ts';

const LOG = [
  '[Container] 2026/11/20 16:40:00.123000 Entering phase BUILD',
  '[Container] 2026/11/20 16:40:00.123000 Running command npm test',
  '',
  '\u001B[31mFAIL\u001B[0m one.spec.ts  ',
  '  expected 1, received 2',
  '[Container] 2026/11/20 16:40:01.123000 Command did not exit successfully npm test exit status 1',
  '[Container] 2026/11/20 16:40:01.123000 Entering phase POST_BUILD',
  'cleaned up',
];

describe('why an action failed', () => {
  it('a build: its phase, and what the command said last', async () => {
    const world = new FakePipelines();
    const failure = { phase: 'BUILD', code: 'COMMAND_EXECUTION_ERROR', message: 'npm test.\nReason: exit status 1' };
    world.builds = [{ id: 'synth:1', log: { group: '/aws/codebuild/synth', stream: '1' }, failure }];
    world.logs['1'] = LOG;
    expect(await explainFailure(run({ status: 'Failed' }), world.gateway())).toEqual({
      reason: 'Build.Synth failed in BUILD: COMMAND_EXECUTION_ERROR: npm test. Reason: exit status 1',
      evidence: ['Log /aws/codebuild/synth, stream 1, last lines:', '  FAIL one.spec.ts', '    expected 1, received 2'],
    });
  });

  it('a build whose log may not be read, or that was never there', async () => {
    const world = new FakePipelines();
    const failed = run({ status: 'Failed', error: { code: 'JobFailed', message: 'Build terminated' } });
    expect(await explainFailure(failed, world.gateway())).toEqual({
      reason: 'Build.Synth failed: JobFailed: Build terminated',
      evidence: [],
    });
    world.builds = [{ id: 'synth:1', log: { group: 'g', stream: '1' }, failure: undefined }];
    world.logErrors = [new Error('not authorized')];
    expect((await explainFailure(failed, world.gateway())).evidence).toEqual([
      'Its log could not be read: not authorized',
    ]);
  });

  it('an approval: who rejected it, or that it ran out', () => {
    const rejected = approvalRun({ by: 'arn:aws:iam::1:user/ada', summary: 'not\nnow' });
    expect(reasonOf(rejected)).toBe('was rejected by ada: not now');
    expect(reasonOf(approvalRun({ error: { code: 'JobFailed', message: 'It expired.' } }))).toBe(
      'failed: JobFailed: It expired.',
    );
    expect(reasonOf(run({ summary: 'odd' }))).toBe('failed: odd');
    expect(reasonOf(run())).toBe('failed: no reason given');
  });

  it('what a retry made good is none', () => {
    const [first, second] = [run({ id: '1', status: 'Failed' }), run({ id: '2', status: 'Succeeded' })];
    expect(failedRuns([first, second])).toEqual([]);
    expect(failedRuns([second, { ...first, id: '3' }])).toMatchObject([{ id: '3' }]);
  });

  it('a log without a failed command gives its last lines', () => {
    expect(meaningfulLines(['a', 'b', '[Container] x', 'c'], 2)).toEqual(['b', 'c']);
  });
});
