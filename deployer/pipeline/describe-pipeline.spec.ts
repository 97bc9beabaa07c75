import { describe, expect, it } from '@jest/globals';
import { describePipeline, type PipelineStatus } from './describe-pipeline.ts';
import { approvalRun, AT, execution, run, stage, view, waitingView } from './testing/fixtures.ts';
import { inState } from './waiting-approvals.ts';

const status = (overrides: Partial<PipelineStatus> = {}): PipelineStatus => {
  const seen = { view: view(), executions: [execution()], builds: [], failures: {}, at: AT, ...overrides };
  return { approvals: inState(seen.view), ...seen };
};
const text = (overrides: Partial<PipelineStatus> = {}) => describePipeline(status(overrides)).map((line) => line.text);

describe('where a pipeline stands', () => {
  it('before its first execution', () => {
    expect(text()).toEqual([
      'picus, version 3, superseded',
      'Build                    not yet',
      '  Synth                  not yet',
      'Prod                     not yet',
      '  Approve                not yet',
    ]);
  });

  it('with an approval that waits, and an execution behind it', () => {
    const waiting = waitingView();
    waiting.stages[1]!.inbound = ['e-2'];
    waiting.stages[1]!.actions[0]!.notifies = 'arn:aws:sns:eu-west-1:111111111111:releases';
    const log = { group: '/aws/codebuild/synth', stream: '1' };
    const executions = [execution({ id: 'e-2', revision: { id: 'beef', message: 'two' } }), execution()];
    const builds = [{ id: 'synth:1', log, failure: undefined }];
    expect(text({ view: waiting, executions, builds })).toEqual([
      'picus, version 3, superseded',
      'Build                    Succeeded  e-1 (c0ffee1 one)',
      '  Synth                  Succeeded  0.0 s ago        log /aws/codebuild/synth 1',
      'Prod                     InProgress e-1 (c0ffee1 one)',
      '  Approve                InProgress for 2 min',
      'Prod.Approve waits for a decision for 2 min: Release to prod, asked of arn:aws:sns:eu-west-1:111111111111:releases',
      '  npm run release -- approve --pipeline picus --execution e-1 --comment "…" (or reject)',
      'Execution e-2 (beef two) waits before Prod.',
    ]);
  });

  it('with a failure, its reason and the way to try it again', () => {
    const failed = run({ status: 'Failed' });
    const failures = { [failed.id]: { reason: 'Build.Synth failed in BUILD: exit status 1', evidence: ['  boom'] } };
    const stages = [stage('Build', [failed], { status: 'Failed', executionId: 'e-1', disabled: 'frozen' })];
    const lines = describePipeline(status({ view: view({ stages }), failures }));
    expect(lines.slice(1)).toEqual([
      { tone: 'bad', text: 'Build                    Failed     e-1 (c0ffee1 one), transition disabled: frozen' },
      { tone: 'bad', text: '  Synth                  Failed     0.0 s ago' },
      { tone: 'bad', text: '                         Build.Synth failed in BUILD: exit status 1' },
      { tone: 'faint', text: '                           boom' },
      { tone: 'plain', text: 'Try Build again: npm run release -- pipeline retry --pipeline picus --stage Build' },
    ]);
  });

  it('with a rejected approval, by whom and why', () => {
    const rejected = approvalRun({ status: 'Failed', by: 'arn:aws:sts::1:assumed-role/dev/ada', summary: 'not now' });
    const stages = [stage('Prod', [rejected], { status: 'Failed', executionId: 'e-1' })];
    expect(text({ view: view({ stages }) })).toContain(`${' '.repeat(24)} Approve was rejected by ada: not now`);
  });
});
