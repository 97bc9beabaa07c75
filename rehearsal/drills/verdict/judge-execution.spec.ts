import { describe, expect, it } from '@jest/globals';
import type { ActionRun, Execution } from '../../domain/pipeline-run/execution.ts';
import { type ExecutionObservation, judgeExecution } from './judge-execution.ts';
import { renderExecution } from './render-execution.ts';

const action = (overrides: Partial<ActionRun>): ActionRun => ({
  id: 'a',
  stage: 'Verify',
  action: 'Added',
  status: 'Succeeded',
  startedAt: 1000,
  updatedAt: 3500,
  configuration: {},
  variables: {},
  ...overrides,
});

const execution = (overrides: Partial<Execution>, actionRuns = [action({})]) =>
  ({ id: 'e-2', number: 2, startedAt: 0, updatedAt: 9000, actionRuns, status: 'Succeeded', ...overrides }) as Execution;

const failedAt = (stage: string) =>
  execution({ status: 'Failed', stage }, [
    action({}),
    action({
      stage,
      action: 'Deploy',
      status: 'Failed',
      error: { code: 'JobFailed', message: 'It rolled back.\nMore' },
    }),
  ]);

const running = (cluster: string, digest: string) => ({ cluster, digest, tags: ['src-1', 'tested-1'] });

const observation = (overrides: Partial<ExecutionObservation> = {}): ExecutionObservation => ({
  name: 'good release',
  expected: 'released',
  environment: 'prod',
  pipeline: 'app',
  commitId: '0123456789abcdef',
  seconds: 12.4,
  versions: { before: 1, after: 2 },
  addedAction: { stage: 'Verify', action: 'Added' },
  executions: [execution({})],
  images: {
    before: [running('app-dev', 'sha256:old'), running('app-prod', 'sha256:old')],
    after: [running('app-dev', 'sha256:new'), running('app-prod', 'sha256:new')],
  },
  ...overrides,
});

const reasons = (overrides: Partial<ExecutionObservation>) => judgeExecution(observation(overrides)).reasons;

describe('the verdict of a commit', () => {
  it('is good when the last execution succeeded and ran the added action', () => {
    expect(judgeExecution(observation())).toMatchObject({ ok: true, mutated: true, reasons: [] });
  });

  it('is not when nothing started', () => {
    expect(reasons({ executions: [] })[0]).toBe('The push started nothing.');
    expect(reasons({ executions: [], expected: 'rolled back' })[0]).toBe('The push started nothing.');
  });

  it('is not when a good release failed, and says where and why', () => {
    expect(reasons({ executions: [failedAt('dev')] })).toEqual([
      'Execution #2 had to succeed, but it is Failed at dev / Deploy: It rolled back.\nMore.',
    ]);
  });

  it('wants a bad release to fail in its environment and nowhere else', () => {
    expect(reasons({ expected: 'rolled back', executions: [failedAt('prod')] })).toEqual([]);
    expect(reasons({ expected: 'rolled back', executions: [failedAt('dev')] })).toHaveLength(1);
    expect(reasons({ expected: 'rolled back' })).toEqual(['Execution #2 had to fail in prod, but it is Succeeded.']);
  });

  it('is not when the action that the commit adds did not run', () => {
    expect(reasons({ executions: [execution({}, [])] })).toEqual(['The added action Verify / Added was not executed.']);
    expect(reasons({ executions: [execution({}, [action({ status: 'Failed' })])] })).toEqual([
      'The added action Verify / Added is Failed.',
    ]);
  });

  it('is not when environments run different images, or none', () => {
    const images = observation().images;
    const [dev] = images.after;
    expect(reasons({ images: { ...images, after: dev ? [dev, running('app-prod', 'sha256:old')] : [] } })).toEqual([
      'The environments run different images: app-dev sha256:new, app-prod sha256:old.',
    ]);
    expect(reasons({ images: { ...images, after: [] } })).toEqual(['No task runs any image.']);
  });

  it('lists every action of every execution with its time', () => {
    const verdict = judgeExecution(observation({ expected: 'rolled back', executions: [failedAt('prod')] }));
    expect(renderExecution(verdict, (_colour, text) => text)).toEqual([
      '✓ good release: commit 0123456 went through the pipeline app in 12 s, and changed it',
      '  execution #2: Failed, 9 s',
      `    ${'Verify / Added'.padEnd(40)} Succeeded     2.5 s`,
      `    ${'prod / Deploy'.padEnd(40)} Failed        2.5 s  It rolled back.`,
      '  app-dev runs sha256:new, new with this push: src-1, tested-1',
      '  app-prod runs sha256:new, new with this push: src-1, tested-1',
    ]);
  });
});
