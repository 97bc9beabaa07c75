import { describe, expect, it } from '@jest/globals';
import type { ActionRun, Execution, PipelineRun } from '../../domain/pipeline-run/execution.ts';
import { pipelineLines } from './pipeline-lines.ts';

const options = { paint: (_colour: string, text: string) => text, decideWith: 'npm run release -- approve' };

const action = (overrides: Partial<ActionRun> = {}): ActionRun => ({
  id: 'a-1',
  stage: 'Build',
  action: 'Build',
  status: 'InProgress',
  startedAt: 1000,
  updatedAt: 1000,
  configuration: {},
  variables: {},
  ...overrides,
});

const execution = (actionRuns: ActionRun[], overrides: Partial<Execution> = {}) =>
  ({
    id: 'e-1',
    number: 3,
    trigger: { type: 'WebhookV2', detail: '' },
    startedAt: 0,
    updatedAt: 65_000,
    actionRuns,
    status: 'InProgress',
    place: { in: 'Build' },
    ...overrides,
  }) as Execution;

const run = (executions: Execution[], version = 1) => ({ version, executions }) as unknown as PipelineRun;

const lines = (before: PipelineRun | undefined, after: PipelineRun) => pipelineLines(before, after, options);

describe('the lines of a pipeline', () => {
  it('say what began', () => {
    expect(lines(undefined, run([execution([action()])]))).toEqual([
      '#3 starts (push): execution e-1',
      `#3 ${'Build / Build'.padEnd(36)} runs`,
    ]);
  });

  it('say nothing of what stayed as it was', () => {
    const state = run([execution([action()])]);
    expect(lines(state, state)).toEqual([]);
    expect(lines(state, run([execution([action({ updatedAt: 2000 })])]))).toEqual([]);
  });

  it('say how an action ended, a failure in one line', () => {
    const before = run([execution([action()])]);
    const ended = (overrides: Partial<ActionRun>) => lines(before, run([execution([action(overrides)])]))[0];
    expect(ended({ status: 'Succeeded', updatedAt: 38_000 })).toMatch(/ succeeded, 37 s$/);
    const revision = { id: '0123456789', summary: 'Mend it\n\nlong' };
    expect(ended({ status: 'Succeeded', revision })).toMatch(/ succeeded, 0\.0 s: 0123456 Mend it$/);
    const connected = { id: '0123456789', summary: JSON.stringify({ ProviderType: 'GitHub', CommitMessage: 'Mend' }) };
    expect(ended({ status: 'Succeeded', revision: connected })).toMatch(/ 0123456 Mend$/);
    const error = { code: 'JobFailed', message: 'Error while executing command: npm ci.\nReason: exit status 1' };
    expect(ended({ status: 'Failed', error })).toMatch(
      / failed, 0\.0 s: Error while executing command: npm ci\. Reason: exit status 1$/,
    );
    expect(ended({ status: 'Failed', summary: 'not today' })).toMatch(/: not today$/);
    expect(ended({ status: 'Failed' })).toMatch(/: no reason was given$/);
    expect(ended({ status: 'Abandoned' })).toMatch(/ abandoned, /);
  });

  it('say how an approval is decided', () => {
    const waiting = action({ stage: 'prod', action: 'Approve', token: 't-1' });
    expect(lines(undefined, run([execution([waiting])]))[1]).toBe(
      `#3 ${'prod / Approve'.padEnd(36)} waits for a decision: npm run release -- approve`,
    );
  });

  it.each([
    [{ status: 'Succeeded' }, 'succeeded, 1 min 5 s'],
    [{ status: 'Failed', stage: 'Verify' }, 'failed in Verify, after 1 min 5 s'],
    [{ status: 'Superseded', by: 'e-2' }, 'superseded by a newer execution, after 1 min 5 s'],
    [{ status: 'Stopped', stage: 'dev', reason: 'lunch' }, 'stopped in dev, after 1 min 5 s: lunch'],
    [{ status: 'Stopping', stage: 'dev', reason: 'lunch' }, 'is being stopped: lunch'],
    [{ status: 'Cancelled' }, 'cancelled, 1 min 5 s'],
  ])('say how an execution ended: %j', (end, text) => {
    const before = run([execution([])]);
    expect(lines(before, run([execution([], end as Partial<Execution>)]))).toEqual([`#3 ${text}`]);
  });

  it('say that the pipeline was redefined', () => {
    expect(lines(run([], 1), run([], 2))).toEqual(['The pipeline is redefined: version 2']);
  });
});
