import { describe, expect, it } from '@jest/globals';

import { deploymentErrors } from '../deployment/deployment-error.ts';
import { isEnded, statusOf } from '../deployment/deployment.ts';
import { incomingGets } from '../deployment/weights.ts';
import type { AliasSight } from './alias-sight.ts';
import type { FunctionDeploymentCommand } from './commands.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { absent, type ExistingFunctionDeployment, type FunctionDeployment } from './function-deployment.ts';
import { nextWork } from './next-work.ts';
import type { FunctionPlan, FunctionReplacementPlan } from './plan.ts';
import { functionRollbackPlan } from './rollback-plan.ts';

const MINUTE = 60_000;

const plan: FunctionReplacementPlan = {
  kind: 'Replacement',
  deploymentId: 'd-1',
  functionName: 'delete-item',
  aliasName: 'live',
  incomingVersion: '2',
  outgoingVersion: '1',
  start: incomingGets(0),
  steps: [
    { percent: 10, afterMs: 0 },
    { percent: 100, afterMs: 5 * MINUTE },
  ],
  hooks: {},
  waits: { createdMs: 0, hookMs: 60 * MINUTE },
  rollBackUnshifted: true,
  alarms: { names: ['errors'], ignorePollFailure: false },
  rollback: { deploymentId: 'd-2', on: { failure: true, alarm: true, request: true } },
};
const hooked: FunctionReplacementPlan = {
  ...plan,
  hooks: { BeforeAllowTraffic: 'check', AfterAllowTraffic: 'verify' },
};
const never = { failure: false, alarm: false, request: false };
const withoutRollback: FunctionReplacementPlan = { ...hooked, rollback: { deploymentId: 'd-2', on: never } };

const original: AliasSight = { version: '1', incomingExists: true };

/** given: a plan and commands that happened; when: one more; then: its events, the state, or the next work. */
const given = (made: FunctionPlan, ...commands: FunctionDeploymentCommand[]) => {
  const state = [{ type: 'Create', at: 0, plan: made } as const, ...commands].reduce(applied, absent);
  return {
    state: state as ExistingFunctionDeployment,
    when: (command: FunctionDeploymentCommand) => decide(command, state),
    after: (...more: FunctionDeploymentCommand[]) => given(made, ...commands, ...more),
    next: (now: number, sight: AliasSight = original) => nextWork(state, now, sight),
  };
};

function applied(state: FunctionDeployment, command: FunctionDeploymentCommand): FunctionDeployment {
  const decision = decide(command, state);
  if ('rejected' in decision) throw new Error(`${command.type}: ${JSON.stringify(decision)}`);
  return decision.reduce(evolve, state);
}

const at = 1000;
const begun: FunctionDeploymentCommand[] = [{ type: 'Begin', at }];
const shifting: FunctionDeploymentCommand[] = [...begun, { type: 'CompleteEvent', at, event: 'BeforeAllowTraffic' }];
const shift = (percent: number, when = at): FunctionDeploymentCommand => ({
  type: 'RecordShift',
  at: when,
  route: 'production',
  weights: incomingGets(percent),
});
const shifted: FunctionDeploymentCommand[] = [
  ...shifting,
  shift(10),
  shift(100),
  { type: 'CompleteEvent', at, event: 'AllowTraffic' },
];
const alarm: FunctionDeploymentCommand = { type: 'ReportAlarms', at, active: ['errors'], unreadable: [] };

const lifecycleOf = ({ state }: { state: ExistingFunctionDeployment }) =>
  state.lifecycle.map(({ name, status }) => `${name} ${status}`);
const ended = ({ state }: { state: ExistingFunctionDeployment }) => {
  if (!isEnded(state)) throw new Error(`it has not ended: ${state.phase}`);
  return state;
};

describe('a deployment of a function', () => {
  it('has three events, and succeeds with the last of them', () => {
    expect(lifecycleOf(given(plan))).toEqual([
      'BeforeAllowTraffic Pending',
      'AllowTraffic Pending',
      'AfterAllowTraffic Pending',
    ]);
    const last = given(plan, ...shifted);
    expect(last.when({ type: 'CompleteEvent', at, event: 'AfterAllowTraffic' })).toEqual([
      { type: 'LifecycleEventSucceeded', at, event: 'AfterAllowTraffic' },
      { type: 'DeploymentSucceeded', at },
    ]);
    expect(statusOf(last.after({ type: 'CompleteEvent', at, event: 'AfterAllowTraffic' }).state)).toBe('Succeeded');
  });

  it('waits in Created, then begins', () => {
    const slow = given({ ...plan, waits: { ...plan.waits, createdMs: 2000 } });
    expect(slow.next(1999)).toEqual({ do: 'wait', until: 2000 });
    expect(slow.next(2000)).toEqual({ do: 'decide', command: { type: 'Begin', at: 2000 } });
  });

  it('takes its steps at their times, and no event is complete before its work is done', () => {
    const begins = given(plan, ...shifting);
    expect(begins.next(at)).toEqual({ do: 'routeAlias', weights: incomingGets(10) });
    expect(begins.when({ type: 'CompleteEvent', at, event: 'AllowTraffic' })).toMatchObject({ rejected: 'Unexpected' });
    const canary = begins.after(shift(10));
    expect(canary.next(at + 5 * MINUTE - 1)).toEqual({ do: 'wait', until: at + 5 * MINUTE });
    expect(canary.next(at + 5 * MINUTE)).toEqual({ do: 'routeAlias', weights: incomingGets(100) });
    expect(canary.state.shares).toEqual(incomingGets(10));
    const done = canary.after(shift(100, at + 5 * MINUTE));
    expect(done.next(at + 5 * MINUTE)).toMatchObject({ command: { type: 'CompleteEvent', event: 'AllowTraffic' } });
  });

  it('takes no report of a step that it did not ask for', () => {
    expect(given(plan, ...shifting).when(shift(20))).toMatchObject({ rejected: 'Unexpected' });
    expect(given(plan, ...begun).when(shift(10))).toMatchObject({ rejected: 'Unexpected' });
    expect(given(plan, ...shifted).when(shift(100))).toMatchObject({ rejected: 'Unexpected' });
  });

  it('knows nothing of task sets, of a gate or of a termination wait', () => {
    const running = given(plan, ...begun);
    expect(running.when({ type: 'RecordTaskSet', at, taskSetId: 'ts' })).toMatchObject({ rejected: 'Unexpected' });
    expect(running.when({ type: 'Continue', at, wait: 'READY_WAIT' })).toEqual({ rejected: 'NotSupported' });
  });

  describe('with hooks', () => {
    const invocation: FunctionDeploymentCommand = {
      type: 'RecordHookInvocation',
      at,
      event: 'BeforeAllowTraffic',
      executionId: 'e',
    };
    const invoked = [...begun, invocation];
    const status = (value: 'Succeeded' | 'Failed'): FunctionDeploymentCommand => ({
      type: 'PutHookStatus',
      at,
      executionId: 'e',
      status: value,
    });

    it('invokes each once and waits an hour for its status', () => {
      expect(given(hooked, ...begun).next(at)).toEqual({
        do: 'invokeHook',
        event: 'BeforeAllowTraffic',
        functionName: 'check',
      });
      const waiting = given(hooked, ...invoked);
      expect(waiting.next(at)).toEqual({ do: 'wait', until: at + 60 * MINUTE });
      expect(waiting.when(invocation)).toMatchObject({ rejected: 'Unexpected' });
      expect(waiting.when({ type: 'Expire', at: at + 60 * MINUTE - 1 })).toMatchObject({ rejected: 'Unexpected' });
      const overdue = { type: 'Expire', at: at + 60 * MINUTE } as const;
      expect(waiting.next(overdue.at)).toEqual({ do: 'decide', command: overdue });
      expect(waiting.when(overdue)).toMatchObject([{ type: 'DeploymentFailed', error: { code: 'TIMEOUT' } }]);
    });

    it('goes on when the function says so, and hears it once', () => {
      const passed = given(hooked, ...invoked, status('Succeeded'));
      expect(lifecycleOf(passed)).toContain('AllowTraffic InProgress');
      expect(passed.when(status('Succeeded'))).toEqual({ rejected: 'HookAlreadyCompleted' });
      expect(passed.when({ ...status('Succeeded'), executionId: 'other' } as FunctionDeploymentCommand)).toEqual({
        rejected: 'UnknownHookExecution',
      });
    });

    it('fails when the function says so, and rolls back only where the group does', () => {
      const failed = given(hooked, ...invoked, status('Failed'));
      expect(ended(failed)).toMatchObject({
        phase: 'Failed',
        error: deploymentErrors.hookFailed(),
        rollbackDeploymentId: 'd-2',
      });
      expect(lifecycleOf(failed)).toEqual([
        'BeforeAllowTraffic Failed',
        'AllowTraffic Skipped',
        'AfterAllowTraffic Skipped',
      ]);
      expect(ended(given(withoutRollback, ...invoked, status('Failed')))).not.toHaveProperty('rollbackDeploymentId');
    });

    it('may leave it at that when no traffic has moved yet', () => {
      const careful = { ...hooked, rollBackUnshifted: false };
      expect(ended(given(careful, ...invoked, status('Failed')))).not.toHaveProperty('rollbackDeploymentId');
      const error = deploymentErrors.lambda('throttled');
      const moving = given(careful, ...invoked, status('Succeeded'), { type: 'FailWork', at, error });
      expect(ended(moving)).toHaveProperty('rollbackDeploymentId', 'd-2');
    });

    it('fails when the function cannot be invoked, unless that is no news', () => {
      const error = deploymentErrors.hookNotInvoked('gone');
      const missing = { type: 'FailHook', at, executionId: 'e', error } as const;
      expect(given(hooked, ...invoked).when(missing)).toMatchObject([{ type: 'DeploymentFailed', error }]);
      expect(given(hooked, ...invoked, status('Succeeded')).when(missing)).toEqual([]);
    });
  });

  describe('stopped', () => {
    it('by an alarm: Stopped, with the code ALARM_ACTIVE, and rolled back all at once to the original version', () => {
      const stopped = given(plan, ...shifting, shift(10), alarm);
      expect(stopped.next(at)).toEqual({ do: 'decide', command: { type: 'Conclude', at } });
      const end = ended(stopped.after({ type: 'Conclude', at }));
      expect(end).toMatchObject({ phase: 'Stopped', error: deploymentErrors.alarmActive(['errors']) });
      expect(functionRollbackPlan(end)).toEqual({
        kind: 'Rollback',
        deploymentId: 'd-2',
        rollsBack: 'd-1',
        functionName: 'delete-item',
        aliasName: 'live',
        incomingVersion: '1',
        outgoingVersion: '2',
        start: { incoming: 90, outgoing: 10 },
        steps: [{ percent: 100, afterMs: 0 }],
        hooks: {},
        waits: plan.waits,
      });
    });

    it('on request, with or without a rollback as the call or else the group says', () => {
      const stop = (made: FunctionPlan, autoRollback?: boolean) =>
        ended(
          given(made, ...shifting, shift(10)).after(
            { type: 'Stop', at, ...(autoRollback !== undefined && { autoRollback }) },
            { type: 'Conclude', at },
          ),
        );
      expect(stop(plan)).toMatchObject({ phase: 'Stopped', rollbackDeploymentId: 'd-2' });
      expect(stop({ ...plan, rollback: { deploymentId: 'd-2', on: never } }, true)).toMatchObject({
        rollbackDeploymentId: 'd-2',
      });
      expect(functionRollbackPlan(stop(plan, false))).toBeUndefined();
    });

    it('before it began: nothing was touched, so nothing is rolled back', () => {
      const end = ended(given(plan, { type: 'Stop', at }, { type: 'Conclude', at }));
      expect([end.phase, functionRollbackPlan(end)]).toEqual(['Stopped', undefined]);
    });

    it('still records a write that was under way', () => {
      expect(given(plan, ...shifting, alarm).after(shift(10)).state.shares).toEqual(incomingGets(10));
    });

    it('never again once it has ended', () => {
      const over = given(plan, ...shifted, { type: 'CompleteEvent', at, event: 'AfterAllowTraffic' });
      expect(over.when({ type: 'Stop', at })).toEqual({ rejected: 'AlreadyCompleted' });
      expect(over.when(alarm)).toEqual([]);
      const error = deploymentErrors.lambda('late');
      expect(over.when({ type: 'LoseSight', at, error })).toMatchObject({ rejected: 'Unexpected' });
      expect(over.when({ type: 'FailWork', at, error })).toMatchObject({ rejected: 'Unexpected' });
      expect(over.next(at)).toEqual({ do: 'nothing' });
    });
  });

  it('is not watched by alarms while it rolls back, nor rolled back itself', () => {
    const end = ended(given(plan, ...shifting, shift(10), alarm, { type: 'Conclude', at }));
    const back = functionRollbackPlan(end) as FunctionPlan;
    const running = given(back, ...shifting);
    const checked = given(hooked, ...begun, alarm, { type: 'Conclude', at });
    expect(functionRollbackPlan(ended(checked))?.hooks).toEqual({});
    expect(running.when(alarm)).toEqual([]);
    expect(running.when({ type: 'FailWork', at, error: deploymentErrors.lambda('no') })).toEqual([
      { type: 'DeploymentFailed', at, error: deploymentErrors.lambda('no') },
    ]);
    expect(running.next(at, { ...original, additional: { version: '2' } })).toEqual({
      do: 'routeAlias',
      weights: incomingGets(100),
    });
  });

  it('rolls back when the alias cannot be written', () => {
    const error = deploymentErrors.lambda('throttled');
    expect(given(plan, ...shifting).when({ type: 'FailWork', at, error })).toEqual([
      { type: 'DeploymentFailed', at, error, rollbackDeploymentId: 'd-2' },
    ]);
  });
});

describe('the alias', () => {
  const mismatch = deploymentErrors.lambdaConfiguration(
    'The Lambda function alias version does not match the current version in AppSpec file.',
  );
  const lost = (made: FunctionPlan, sight: AliasSight, ...commands: FunctionDeploymentCommand[]) => {
    const work = given(made, ...commands).next(at, sight);
    return work.do === 'decide' && work.command.type === 'LoseSight' ? work.command.error : undefined;
  };

  it('must name the current version of the AppSpec, and it alone', () => {
    expect(lost(plan, original)).toBeUndefined();
    expect(lost(plan, { ...original, version: '3' })).toEqual(mismatch);
    expect(lost(plan, { ...original, version: '2' })).toEqual(mismatch);
    expect(lost(plan, { ...original, additional: { version: '2' } })?.message).toMatch(/between two versions\.$/);
  });

  it('is only moved to a version that exists', () => {
    expect(lost(plan, { ...original, incomingExists: false })?.message).toMatch(/version 2 does not exist\.$/);
  });

  it('takes its own version again only all at once', () => {
    const same = { ...plan, outgoingVersion: '2' };
    expect(lost(same, { ...original, version: '2' })).toEqual(deploymentErrors.lambdaConfiguration());
    expect(lost({ ...same, steps: [{ percent: 100, afterMs: 0 }] }, { ...original, version: '2' })).toBeUndefined();
  });

  it('is left to whoever moved it meanwhile: the deployment fails and rolls nothing back', () => {
    const foreign = { ...original, additional: { version: '7' } };
    expect(lost(plan, foreign, ...shifting)).toEqual(mismatch);
    expect(lost(plan, { ...original, additional: { version: '2' } }, ...shifting)).toBeUndefined();
    expect(given(plan, ...shifting).when({ type: 'LoseSight', at, error: mismatch })).toEqual([
      { type: 'DeploymentFailed', at, error: mismatch },
    ]);
  });
});
