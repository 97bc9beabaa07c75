import { describe, expect, it } from '@jest/globals';

import type { ActionResult, PipelineCommand } from './commands.ts';
import type { ExecutionMode, PipelineDefinition } from './definition.ts';
import { latestIn, stageBefore, stageIn } from './execution.ts';
import { nextWork } from './next-work.ts';
import { pipelineOf, SimulatedPipeline } from './simulated-pipeline.ts';

const failure: ActionResult = { status: 'Failed', error: { code: 'JobFailed', message: 'no' } };
const success: ActionResult = { status: 'Succeeded' };

/** A pipeline with words for what tests do to it. */
class Story extends SimulatedPipeline {
  #now = 1;

  begin(...ids: string[]): this {
    for (const id of ids)
      this.take({
        type: 'Start',
        at: this.#now,
        execution: {
          id,
          trigger: { type: 'StartPipelineExecution', detail: 'me' },
          variables: {},
          sourceRevisions: {},
        },
      });
    return this;
  }

  /** Starts all that may start; returns `execution:action` of each. */
  work(): string[] {
    const started: string[] = [];
    for (;;) {
      const work = nextWork(this.state, this.#now);
      if (work.do !== 'startAction') return started;
      const { execution, stage, action } = work;
      const approval =
        action.type.category === 'Approval' ? { token: `token-${execution.id}`, until: 1000 } : undefined;
      this.take({
        type: 'StartAction',
        at: this.#now,
        executionId: execution.id,
        stage,
        action: action.name,
        actionRunId: `${execution.id}:${action.name}:${execution.actionRuns.length}`,
        configuration: {},
        ...(approval && { approval }),
      });
      started.push(`${execution.id}:${action.name}`);
    }
  }

  /** Ends a running action, and starts what follows. */
  end(executionId: string, action: string, result: ActionResult = success): this {
    this.work();
    const run = this.execution(executionId).actionRuns.findLast((each) => each.action === action);
    this.take({ type: 'CompleteAction', at: this.#now, executionId, actionRunId: run?.id ?? '', result });
    this.work();
    return this;
  }

  take(command: PipelineCommand): this {
    if (!this.handle(command)) throw new Error(`${command.type}: ${this.rejections.at(-1)}`);
    return this;
  }

  refused(command: PipelineCommand): string | undefined {
    return this.handle(command) ? undefined : this.rejections.at(-1);
  }

  retry(
    executionId: string,
    stage: string,
    mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS' = 'FAILED_ACTIONS',
  ): PipelineCommand {
    return { type: 'Retry', at: this.#now, executionId, stage, mode };
  }

  /** `status` or `status stage` or `status >stage` where it waits. */
  get told(): Record<string, string> {
    return Object.fromEntries(
      this.state.executions.map((execution) => {
        const place = stageIn(execution) ?? (stageBefore(execution) === undefined ? '' : `>${stageBefore(execution)}`);
        return [execution.id, `${execution.status} ${place}`.trim()];
      }),
    );
  }

  statuses(id: string): Record<string, string> {
    return Object.fromEntries(Object.entries(this.execution(id).stageRuns).map(([name, { status }]) => [name, status]));
  }
}

const story = (shape: Record<string, number[]>, mode?: ExecutionMode) => new Story(pipelineOf(shape, mode));
const three = { source: [1], dev: [1], prod: [1] };

describe('stages and run orders', () => {
  it('runs actions of one order beside each other, and orders one after the other', () => {
    const pipeline = story({ source: [1], dev: [2, 1, 1, 3] }).begin('a');
    expect(pipeline.work()).toEqual(['a:source0']);
    pipeline.end('a', 'source0');
    expect(pipeline.execution('a').actionRuns.map(({ action }) => action)).toEqual(['source0', 'dev1', 'dev2']);
    pipeline.end('a', 'dev1');
    expect(pipeline.execution('a').actionRuns).toHaveLength(3);
    pipeline.end('a', 'dev2').end('a', 'dev0').end('a', 'dev3');
    expect(pipeline.told).toEqual({ a: 'Succeeded' });
    expect(pipeline.statuses('a')).toEqual({ source: 'Succeeded', dev: 'Succeeded' });
  });

  it('starts no action that is not ready, nor one of another stage', () => {
    const pipeline = story({ source: [1], dev: [1, 2], prod: [1] })
      .begin('a')
      .end('a', 'source0');
    const begin = (stage: string, action: string): PipelineCommand => ({
      type: 'StartAction',
      at: 1,
      executionId: 'a',
      stage,
      action,
      actionRunId: 'again',
      configuration: {},
    });
    for (const [stage, action] of [
      ['dev', 'dev0'],
      ['dev', 'dev1'],
      ['prod', 'prod0'],
      ['source', 'source0'],
    ] as const)
      expect(pipeline.refused(begin(stage, action))).toBe('Unexpected');
  });

  it('fails when the actions beside the failed one have ended', () => {
    const pipeline = story({ source: [1], dev: [1, 1, 2], prod: [1] })
      .begin('a')
      .end('a', 'source0');
    pipeline.end('a', 'dev0', failure);
    expect(pipeline.told).toEqual({ a: 'InProgress dev' });
    pipeline.end('a', 'dev1');
    expect(pipeline.told).toEqual({ a: 'Failed' });
    expect(pipeline.statuses('a')).toEqual({ source: 'Succeeded', dev: 'Failed' });
  });

  it('keeps variables by namespace and artifacts by name', () => {
    const definition: PipelineDefinition = {
      ...pipelineOf(three),
      stages: pipelineOf(three).stages.map((stage) => ({
        ...stage,
        actions: stage.actions.map((action) => ({ ...action, namespace: `ns-${action.name}` })),
      })),
    };
    const artifact = { name: 'Code', directory: '/code', bucket: 'b', key: 'k' };
    const pipeline = new Story(definition).begin('a');
    pipeline.end('a', 'source0', { status: 'Succeeded', variables: { CommitId: 'c1' }, artifacts: [artifact] });
    expect(pipeline.execution('a')).toMatchObject({
      outputs: { 'ns-source0': { CommitId: 'c1' } },
      artifacts: { Code: artifact },
    });
  });
});

describe('the mode SUPERSEDED', () => {
  it('holds the next execution before a locked stage, and supersedes it by a more recent one', () => {
    const pipeline = story(three).begin('a', 'b', 'c');
    expect(pipeline.told).toEqual({ a: 'InProgress source', b: 'Superseded', c: 'InProgress >source' });
    pipeline.end('a', 'source0');
    expect(pipeline.told).toMatchObject({ a: 'InProgress dev', c: 'InProgress source' });
    pipeline.end('c', 'source0').begin('d').end('d', 'source0');
    expect(pipeline.told).toEqual({ a: 'InProgress dev', b: 'Superseded', c: 'Superseded', d: 'InProgress >dev' });
    expect(pipeline.execution('c')).toMatchObject({ by: 'd' });
    pipeline.end('a', 'dev0');
    expect(pipeline.told).toMatchObject({ a: 'InProgress prod', d: 'InProgress dev' });
  });

  it('lets the next one in when a stage fails', () => {
    const pipeline = story(three).begin('a').end('a', 'source0').begin('b').end('b', 'source0');
    expect(pipeline.told).toMatchObject({ b: 'InProgress >dev' });
    pipeline.end('a', 'dev0', failure);
    expect(pipeline.told).toEqual({ a: 'Failed', b: 'InProgress dev' });
    expect(pipeline.refused(pipeline.retry('a', 'dev'))).toBe('NotLatest');
  });
});

describe('the mode QUEUED', () => {
  it('lets everybody wait and enter in order', () => {
    const pipeline = story(three, 'QUEUED').begin('a', 'b', 'c');
    expect(pipeline.told).toEqual({ a: 'InProgress source', b: 'InProgress >source', c: 'InProgress >source' });
    pipeline.end('a', 'source0').end('b', 'source0');
    expect(pipeline.told).toEqual({ a: 'InProgress dev', b: 'InProgress >dev', c: 'InProgress source' });
  });
});

describe('the mode PARALLEL', () => {
  it('lets everybody into every stage', () => {
    const pipeline = story(three, 'PARALLEL').begin('a', 'b').end('a', 'source0').end('b', 'source0');
    expect(pipeline.told).toEqual({ a: 'InProgress dev', b: 'InProgress dev' });
  });
});

describe('transitions', () => {
  it('hold executions back, of which the newest enters when they are opened', () => {
    const pipeline = story(three).take({ type: 'DisableTransition', at: 1, stage: 'dev', reason: 'frozen', by: 'me' });
    pipeline.begin('a').end('a', 'source0').begin('b').end('b', 'source0');
    expect(pipeline.told).toEqual({ a: 'Superseded', b: 'InProgress >dev' });
    pipeline.take({ type: 'EnableTransition', at: 2, stage: 'dev' });
    expect(pipeline.told).toEqual({ a: 'Superseded', b: 'InProgress dev' });
    expect(pipeline.refused({ type: 'EnableTransition', at: 2, stage: 'nowhere' })).toBe('StageDoesNotExist');
  });
});

describe('an approval', () => {
  const waiting = () => {
    const pipeline = story({ source: [1], prod: [0, 2] })
      .begin('a')
      .end('a', 'source0');
    const answer = (approved: boolean, token = 'token-a', at = 5): PipelineCommand => ({
      type: 'Decide',
      at,
      stage: 'prod',
      action: 'prod0',
      token,
      approved,
      summary: 'because',
      by: 'arn:me',
    });
    return { pipeline, answer };
  };
  const run = (pipeline: Story) => pipeline.execution('a').actionRuns.find(({ action }) => action === 'prod0');

  it('goes on when it is given', () => {
    const { pipeline, answer } = waiting();
    expect(nextWork(pipeline.state, 5)).toEqual({ do: 'wait', until: 1000 });
    pipeline.take(answer(true)).end('a', 'prod1');
    expect(run(pipeline)).toMatchObject({ status: 'Succeeded', summary: 'because', by: 'arn:me' });
    expect(pipeline.told).toEqual({ a: 'Succeeded' });
    expect(pipeline.refused(answer(true))).toBe('AlreadyDecided');
  });

  it('fails the stage when it is refused', () => {
    const { pipeline, answer } = waiting();
    pipeline.take(answer(false));
    expect(run(pipeline)).toMatchObject({
      status: 'Failed',
      summary: 'because',
      error: { message: 'Rejected by arn:me' },
    });
    expect(pipeline.told).toEqual({ a: 'Failed' });
  });

  it('takes its own token only, and not after its time', () => {
    const { pipeline, answer } = waiting();
    expect(pipeline.refused(answer(true, 'guessed'))).toBe('InvalidToken');
    expect(pipeline.refused({ ...answer(true), stage: 'nowhere' } as PipelineCommand)).toBe('StageDoesNotExist');
    expect(pipeline.refused({ ...answer(true), action: 'nobody' } as PipelineCommand)).toBe('ActionDoesNotExist');
    expect(pipeline.refused(answer(true, 'token-a', 1000))).toBe('InvalidToken');
    const late = nextWork(pipeline.state, 1000);
    expect(late).toMatchObject({ do: 'decide', command: { type: 'ExpireApproval' } });
    if (late.do === 'decide') pipeline.take(late.command);
    expect(pipeline.told).toEqual({ a: 'Failed' });
    expect(pipeline.refused(answer(true))).toBe('InvalidToken');
  });

  it('is no work that can be reported', () => {
    const { pipeline } = waiting();
    const report = { type: 'CompleteAction', at: 5, executionId: 'a', actionRunId: run(pipeline)?.id ?? '' } as const;
    expect(pipeline.refused({ ...report, result: success })).toBe('Unexpected');
  });
});

describe('a retry', () => {
  const failed = () =>
    story({ source: [1], dev: [1, 1, 2] })
      .begin('a')
      .end('a', 'source0')
      .end('a', 'dev0', failure)
      .end('a', 'dev1');

  it('of failed actions runs these and what comes after them', () => {
    const pipeline = failed();
    pipeline.take(pipeline.retry('a', 'dev'));
    expect(pipeline.work()).toEqual(['a:dev0']);
    pipeline.end('a', 'dev0').end('a', 'dev2');
    expect(pipeline.told).toEqual({ a: 'Succeeded' });
    expect(pipeline.execution('a').actionRuns.filter(({ action }) => action === 'dev0')).toHaveLength(2);
  });

  it('of all actions runs the whole stage', () => {
    const pipeline = failed();
    pipeline.take(pipeline.retry('a', 'dev', 'ALL_ACTIONS'));
    expect(pipeline.work()).toEqual(['a:dev0', 'a:dev1']);
  });

  it('is not for a stage that did not fail, nor for one that was changed', () => {
    const pipeline = failed();
    expect(pipeline.refused(pipeline.retry('a', 'source'))).toBe('NotRetryable');
    expect(pipeline.refused(pipeline.retry('a', 'nowhere'))).toBe('StageDoesNotExist');
    expect(pipeline.refused(pipeline.retry('b', 'dev'))).toBe('ExecutionDoesNotExist');
    pipeline.take({ type: 'Define', at: 9, definition: pipelineOf({ source: [1], dev: [1] }), cancelRunning: true });
    expect(pipeline.refused(pipeline.retry('a', 'dev'))).toBe('NotRetryable');
  });
});

describe('a stop', () => {
  const stop = (abandon: boolean): PipelineCommand => ({
    type: 'Stop',
    at: 7,
    executionId: 'a',
    abandon,
    reason: 'enough',
  });
  const running = () =>
    story({ source: [1], dev: [1, 2] })
      .begin('a')
      .end('a', 'source0');

  it('waits for what runs and starts nothing more', () => {
    const pipeline = running().take(stop(false));
    expect(pipeline.told).toEqual({ a: 'Stopping dev' });
    expect(pipeline.refused(stop(false))).toBe('AlreadyStopping');
    pipeline.end('a', 'dev0');
    expect(pipeline.told).toEqual({ a: 'Stopped' });
    expect(pipeline.statuses('a')).toMatchObject({ dev: 'Stopped' });
    expect(pipeline.refused(stop(true))).toBe('NotStoppable');
    pipeline.take(pipeline.retry('a', 'dev'));
    expect(pipeline.work()).toEqual(['a:dev1']);
  });

  it('abandons what runs, also after a stop that waits', () => {
    const pipeline = running().take(stop(false)).take(stop(true));
    expect(pipeline.told).toEqual({ a: 'Stopped' });
    const run = pipeline.execution('a').actionRuns.at(-1);
    expect(run?.status).toBe('Abandoned');
    const late = {
      type: 'CompleteAction',
      at: 8,
      executionId: 'a',
      actionRunId: run?.id ?? '',
      result: success,
    } as const;
    expect(pipeline.refused(late)).toBe('Unexpected');
  });

  it('ends one that waits before a stage, and lets the next stage be', () => {
    const pipeline = running()
      .begin('b')
      .end('b', 'source0')
      .take({ ...stop(false), executionId: 'b' } as PipelineCommand);
    expect(pipeline.told).toEqual({ a: 'InProgress dev', b: 'Stopped' });
    expect(pipeline.refused(pipeline.retry('b', 'dev'))).toBe('NotRetryable');
  });
});

describe('an update', () => {
  const define = (definition: PipelineDefinition): PipelineCommand => ({
    type: 'Define',
    at: 9,
    definition,
    cancelRunning: true,
  });

  it('of the stages cancels what runs and what waits; an action under way ends as it does', () => {
    const pipeline = story(three).begin('a').end('a', 'source0').begin('b').end('b', 'source0');
    pipeline.take(define(pipelineOf({ ...three, more: [1] }))).begin('c');
    expect(pipeline.told).toEqual({ a: 'Cancelled', b: 'Cancelled', c: 'InProgress source' });
    expect(pipeline.statuses('a')).toMatchObject({ dev: 'Cancelled' });
    expect(pipeline.state.version).toBe(2);
    pipeline.end('a', 'dev0');
    expect(pipeline.execution('a').actionRuns.at(-1)?.status).toBe('Succeeded');
    expect(pipeline.told).toMatchObject({ a: 'Cancelled' });
    expect(latestIn(pipeline.state, 'dev')?.id).toBe('a');
  });

  it('of anything else lets them run', () => {
    const pipeline = story(three)
      .begin('a')
      .take(define({ ...pipelineOf(three), roleArn: 'another' }));
    expect(pipeline.told).toEqual({ a: 'InProgress source' });
    expect(pipeline.state.version).toBe(2);
  });

  it('abandons an approval with its execution', () => {
    const pipeline = story({ source: [1], prod: [0] })
      .begin('a')
      .end('a', 'source0')
      .take(define(pipelineOf(three)));
    expect(pipeline.execution('a').actionRuns.at(-1)?.status).toBe('Abandoned');
    expect(nextWork(pipeline.state, 9)).toEqual({ do: 'nothing' });
  });

  it('is not for executions in the mode PARALLEL', () => {
    const pipeline = story(three, 'PARALLEL')
      .begin('a')
      .take(define(pipelineOf({ source: [1], other: [1] }, 'PARALLEL')));
    expect(pipeline.end('a', 'source0').told).toEqual({ a: 'InProgress dev' });
  });
});
