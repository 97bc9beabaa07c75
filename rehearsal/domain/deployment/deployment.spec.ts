import { describe, expect, it } from '@jest/globals';

import type { DeploymentCommand } from './commands.ts';
import { decide, isRejection } from './decide.ts';
import { deploymentErrors } from './deployment-error.ts';
import { absent, isEnded, statusOf, type Deployment, type Existing } from './deployment.ts';
import { evolve } from './evolve.ts';
import { nextWork, type Sight, type Work } from './next-work.ts';
import type { ReplacementPlan } from './plan.ts';
import { rollbackPlan } from './rollback-plan.ts';
import { incomingGets } from './weights.ts';

const MINUTE = 60_000;

const plan: ReplacementPlan = {
  kind: 'Replacement',
  deploymentId: 'd-1',
  incoming: { targetGroupArn: 'green' },
  outgoing: { targetGroupArn: 'blue', taskSetId: 'original' },
  leftovers: [],
  production: { listenerArn: 'prod', start: incomingGets(0) },
  test: { listenerArn: 'test', start: incomingGets(0) },
  steps: [
    { percent: 10, afterMs: 0 },
    { percent: 100, afterMs: 5 * MINUTE },
  ],
  hooks: {},
  waits: { createdMs: 0, hookMs: 60 * MINUTE, installMs: 60 * MINUTE, healthyTargetsMs: 5 * MINUTE },
  shiftToUnhealthy: false,
  afterSuccess: { action: 'TERMINATE', waitMs: 5 * MINUTE },
  alarms: { names: ['errors'], ignorePollFailure: false },
  rollback: { deploymentId: 'd-2', on: { failure: true, alarm: true, request: true } },
};

const allGood: Sight = {
  healthy: { incoming: 2, outgoing: 2 },
  steady: true,
  weights: { production: incomingGets(0), test: incomingGets(0) },
};

/** given: a plan and commands that happened; when: one more; then: its events, the state, or the next work. */
const given = (made: ReplacementPlan, ...commands: DeploymentCommand[]) => {
  const state = [{ type: 'Create', at: 0, plan: made } as const, ...commands].reduce(applied, absent);
  return {
    state: state as Existing,
    when: (command: DeploymentCommand) => decide(command, state),
    after: (...more: DeploymentCommand[]) => given(made, ...commands, ...more),
    next: (now: number, sight: Sight = allGood): Work => nextWork(state, now, sight),
  };
};

function applied(state: Deployment, command: DeploymentCommand): Deployment {
  const decision = decide(command, state);
  if (isRejection(decision)) throw new Error(`${command.type}: ${JSON.stringify(decision)}`);
  return decision.reduce(evolve, state);
}

const at = 1000;
const begun: DeploymentCommand[] = [{ type: 'Begin', at }];
const installing: DeploymentCommand[] = [...begun, { type: 'CompleteEvent', at, event: 'BeforeInstall' }];
const installed: DeploymentCommand[] = [
  ...installing,
  { type: 'RecordTaskSet', at, taskSetId: 'replacement' },
  { type: 'CompleteEvent', at, event: 'Install' },
];
const tested: DeploymentCommand[] = [
  ...installed,
  { type: 'CompleteEvent', at, event: 'AfterInstall' },
  { type: 'RecordShift', at, route: 'test', weights: incomingGets(100) },
  { type: 'CompleteEvent', at, event: 'AllowTestTraffic' },
  { type: 'CompleteEvent', at, event: 'AfterAllowTestTraffic' },
];
const shifting: DeploymentCommand[] = [...tested, { type: 'CompleteEvent', at, event: 'BeforeAllowTraffic' }];
const shifted: DeploymentCommand[] = [
  ...shifting,
  { type: 'RecordShift', at, route: 'production', weights: incomingGets(10) },
  { type: 'RecordShift', at, route: 'production', weights: incomingGets(100) },
  { type: 'RecordPrimary', at },
  { type: 'CompleteEvent', at, event: 'AllowTraffic' },
];
const waiting: DeploymentCommand[] = [...shifted, { type: 'CompleteEvent', at, event: 'AfterAllowTraffic' }];

const lifecycleOf = ({ state }: { state: Existing }) => state.lifecycle.map(({ status }) => status).join(' ');

describe('a deployment', () => {
  it('lists its eight events as Pending from the start', () => {
    expect(lifecycleOf(given(plan))).toBe(Array(8).fill('Pending').join(' '));
    expect(statusOf(given(plan).state)).toBe('Created');
  });

  it('lets an event without a hook succeed', () => {
    expect(given(plan, ...begun).next(at)).toMatchObject({ do: 'decide', command: { event: 'BeforeInstall' } });
    expect(lifecycleOf(given(plan, ...installing))).toMatch(/^Succeeded InProgress Pending/);
  });

  it('makes one task set and waits until it is steady, an hour at most', () => {
    expect(given(plan, ...installing).next(at)).toEqual({ do: 'createTaskSet' });
    const made = given(plan, ...installing, { type: 'RecordTaskSet', at, taskSetId: 'replacement' });
    const unsteady = { ...allGood, steady: false };
    expect(made.next(at, unsteady)).toEqual({ do: 'wait', for: 'steady task set', until: at + 60 * MINUTE });
    expect(made.next(at)).toMatchObject({ command: { type: 'CompleteEvent', event: 'Install' } });
    const overdue = { type: 'Expire', at: at + 60 * MINUTE } as const;
    expect(made.next(overdue.at, unsteady)).toEqual({ do: 'decide', command: overdue });
    expect(made.when(overdue)).toEqual([
      {
        type: 'DeploymentFailed',
        at: overdue.at,
        error: deploymentErrors.installTimedOut(),
        rollbackDeploymentId: 'd-2',
      },
    ]);
  });

  it('takes a task set it made before a crash for its own', () => {
    expect(given(plan, ...installing).next(at, { ...allGood, made: 'replacement' })).toEqual({
      do: 'decide',
      command: { type: 'RecordTaskSet', at, taskSetId: 'replacement' },
    });
  });

  it('drains what an earlier deployment left before it makes its own', () => {
    const dirty: ReplacementPlan = {
      ...plan,
      leftovers: ['old'],
      production: { listenerArn: 'prod', start: incomingGets(10) },
    };
    expect(given(dirty, ...installing).next(at)).toMatchObject({ do: 'setWeights', weights: incomingGets(0) });
    const cleared = given(dirty, ...installing, {
      type: 'RecordShift',
      at,
      route: 'production',
      weights: incomingGets(0),
    });
    expect(cleared.next(at)).toEqual({ do: 'drainTaskSet', taskSetId: 'old' });
    expect(cleared.after({ type: 'RecordDrained', at, taskSetId: 'old' }).next(at)).toEqual({ do: 'createTaskSet' });
  });

  it('shifts step by step, and only then moves the primary task set', () => {
    const first = given(plan, ...shifting);
    expect(first.next(at)).toEqual({
      do: 'setWeights',
      route: 'production',
      listenerArn: 'prod',
      weights: incomingGets(10),
    });
    const second = first.after({ type: 'RecordShift', at, route: 'production', weights: incomingGets(10) });
    expect(second.next(at)).toEqual({ do: 'wait', for: 'next step', until: at + 5 * MINUTE });
    expect(second.next(at + 5 * MINUTE)).toMatchObject({ do: 'setWeights', weights: incomingGets(100) });
    expect(second.when({ type: 'RecordPrimary', at })).toMatchObject({ rejected: 'Unexpected' });
    const last = second.after({ type: 'RecordShift', at, route: 'production', weights: incomingGets(100) });
    expect(last.next(at)).toEqual({ do: 'makePrimary', taskSetId: 'replacement' });
  });

  it('refuses weights that were not asked for', () => {
    expect(
      given(plan, ...shifting).when({ type: 'RecordShift', at, route: 'production', weights: incomingGets(55) }),
    ).toMatchObject({ rejected: 'Unexpected' });
  });

  it('waits for a healthy target before traffic goes there, and fails when none comes', () => {
    const sick: Sight = { ...allGood, healthy: { incoming: 0, outgoing: 2 } };
    const step = given(plan, ...shifting);
    expect(step.next(at, sick)).toEqual({ do: 'wait', for: 'healthy targets', until: at + 5 * MINUTE });
    expect(step.next(at, { ...allGood, healthy: { incoming: 0, outgoing: 0 } })).toMatchObject({ do: 'setWeights' });
    expect(step.when({ type: 'Expire', at: at + 5 * MINUTE })).toMatchObject([{ type: 'DeploymentFailed' }]);
    const asAws = given({ ...plan, shiftToUnhealthy: true }, ...shifting);
    expect(asAws.next(at, sick)).toMatchObject({ do: 'setWeights' });
  });

  it('stays InProgress through the termination wait, all events Succeeded, then drains blue', () => {
    const done = given(plan, ...waiting);
    expect(lifecycleOf(done)).toBe(Array(8).fill('Succeeded').join(' '));
    expect([statusOf(done.state), done.state.terminationWaitStarted]).toEqual(['InProgress', true]);
    expect(done.next(at)).toEqual({ do: 'wait', for: 'termination', until: at + 5 * MINUTE });
    const over = done.after({ type: 'Expire', at: at + 5 * MINUTE });
    expect(over.next(at)).toEqual({ do: 'drainTaskSet', taskSetId: 'original' });
    expect(over.when({ type: 'Stop', at })).toEqual({ rejected: 'TooLateToStop' });
    expect(over.after({ type: 'RecordDrained', at, taskSetId: 'original' }).state.phase).toBe('Succeeded');
  });

  it('ends at once when blue is kept', () => {
    const kept = given({ ...plan, afterSuccess: { action: 'KEEP_ALIVE' } }, ...waiting);
    expect([kept.state.phase, kept.state.terminationWaitStarted]).toEqual(['Succeeded', false]);
  });
});

describe('a hook', () => {
  const hooked: ReplacementPlan = { ...plan, hooks: { BeforeInstall: 'check', AfterInstall: 'verify' } };
  const invoked: DeploymentCommand = {
    type: 'RecordHookInvocation',
    at,
    event: 'BeforeInstall',
    executionId: 'e-1',
  };

  it('is invoked once and then only waited for, one hour', () => {
    expect(given(hooked, ...begun).next(at)).toEqual({
      do: 'invokeHook',
      event: 'BeforeInstall',
      functionName: 'check',
    });
    const awaited = given(hooked, ...begun, invoked);
    expect(awaited.next(at)).toEqual({ do: 'wait', for: 'hook', until: at + 60 * MINUTE });
    expect(awaited.when(invoked)).toMatchObject({ rejected: 'Unexpected' });
    expect(awaited.when({ type: 'Expire', at: at + 60 * MINUTE })).toMatchObject([
      { error: deploymentErrors.hookTimedOut() },
    ]);
  });

  it('ends its event with the reported status, and answers a later report', () => {
    const report = { type: 'PutHookStatus', at, executionId: 'e-1', status: 'Succeeded' } as const;
    const done = given(hooked, ...begun, invoked, report);
    expect(done.state).toMatchObject({ phase: 'Running', stage: { event: 'Install' } });
    expect(done.when(report)).toEqual({ rejected: 'HookAlreadyCompleted' });
    expect(done.when({ ...report, executionId: 'e-9' })).toEqual({ rejected: 'UnknownHookExecution' });
  });

  it('that fails in BeforeInstall leaves nothing to roll back, later it does', () => {
    const early = given(hooked, ...begun, invoked).when({
      type: 'PutHookStatus',
      at,
      executionId: 'e-1',
      status: 'Failed',
    });
    expect(early).toEqual([{ type: 'DeploymentFailed', at, error: deploymentErrors.hookFailed() }]);
    const later = given(
      { ...plan, hooks: { AfterInstall: 'verify' } },
      ...installed,
      { type: 'RecordHookInvocation', at, event: 'AfterInstall', executionId: 'e-2' },
      { type: 'PutHookStatus', at, executionId: 'e-2', status: 'Failed' },
    );
    expect(later.state).toMatchObject({ phase: 'Failed', rollbackDeploymentId: 'd-2' });
    expect(lifecycleOf(later)).toBe('Succeeded Succeeded Failed Skipped Skipped Skipped Skipped Skipped');
  });
});

describe('a stop', () => {
  it('by an alarm ends as Stopped, with the alarm in its error, and rolls back', () => {
    const ringing = given(plan, ...shifting, { type: 'ReportAlarms', at, active: ['errors'], unreadable: [] });
    expect(ringing.next(at)).toEqual({ do: 'decide', command: { type: 'Conclude', at } });
    const stopped = ringing.after({ type: 'Conclude', at });
    expect(stopped.state).toMatchObject({
      phase: 'Stopped',
      error: deploymentErrors.alarmActive(['errors']),
      rollbackDeploymentId: 'd-2',
    });
    expect(lifecycleOf(stopped)).toMatch(/Failed Skipped$/);
  });

  it('waits for work under way, so that a rollback knows of the task set that was being made', () => {
    const stopped = given(
      plan,
      ...installing,
      { type: 'Stop', at },
      { type: 'RecordTaskSet', at, taskSetId: 'replacement' },
      { type: 'Conclude', at },
    );
    if (!isEnded(stopped.state)) throw new Error('not ended');
    expect(rollbackPlan(stopped.state, { restoreTestListener: true })).toMatchObject({
      deploymentId: 'd-2',
      rollsBack: 'd-1',
      incoming: { taskSetId: 'original' },
      outgoing: { taskSetId: 'replacement' },
      steps: [{ percent: 100, afterMs: 0 }],
    });
  });

  it('on request rolls back as asked, or else as the group says', () => {
    const running = given(plan, ...shifting);
    expect(running.when({ type: 'Stop', at })).toMatchObject([{ rollback: true }]);
    expect(running.when({ type: 'Stop', at, autoRollback: false })).toMatchObject([{ rollback: false }]);
    const quiet = given(
      { ...plan, rollback: { ...plan.rollback, on: { failure: true, alarm: true, request: false } } },
      ...shifting,
    );
    expect(quiet.when({ type: 'Stop', at })).toMatchObject([{ rollback: false }]);
  });

  it('by alarms that cannot be read happens unless that is ignored', () => {
    const report = { type: 'ReportAlarms', at, active: [], unreadable: ['errors'] } as const;
    expect(given(plan, ...begun).when(report)).toMatchObject([{ reason: { by: 'UnreadableAlarms' } }]);
    const ignoring = { ...plan, alarms: { names: ['errors'], ignorePollFailure: true } };
    expect(given(ignoring, ...begun).when(report)).toEqual([]);
  });

  it('in the termination wait still returns the traffic, and leaves the events as they were', () => {
    const stopped = given(plan, ...waiting, { type: 'Stop', at, autoRollback: true }, { type: 'Conclude', at });
    expect(stopped.state).toMatchObject({ phase: 'Stopped', rollbackDeploymentId: 'd-2' });
    expect(lifecycleOf(stopped)).toBe(Array(8).fill('Succeeded').join(' '));
    expect(stopped.when({ type: 'Stop', at })).toEqual({ rejected: 'AlreadyCompleted' });
  });
});

describe('a gate', () => {
  const gated: ReplacementPlan = {
    ...plan,
    readyGate: { before: 'BeforeAllowTraffic', waitMs: 10 * MINUTE, waitMinutes: 10 },
  };

  it('is Ready until it is continued', () => {
    const ready = given(gated, ...tested);
    expect(statusOf(ready.state)).toBe('Ready');
    expect(ready.next(at)).toEqual({ do: 'wait', for: 'continue', until: at + 10 * MINUTE });
    expect(ready.when({ type: 'Continue', at, wait: 'TERMINATION_WAIT' })).toEqual({ rejected: 'NotWaiting' });
    expect(ready.when({ type: 'Continue', at, wait: 'READY_WAIT' })).toEqual([
      { type: 'LifecycleEventStarted', at, event: 'BeforeAllowTraffic' },
    ]);
    expect(given(gated, ...installing).when({ type: 'Continue', at, wait: 'READY_WAIT' })).toEqual({
      rejected: 'NotWaiting',
    });
  });

  it('that nobody opens stops the deployment', () => {
    const late = at + 10 * MINUTE;
    const stopped = given(gated, ...tested, { type: 'Expire', at: late }, { type: 'Conclude', at: late });
    expect(stopped.state).toMatchObject({ phase: 'Stopped', error: deploymentErrors.readyTimedOut(10) });
  });
});
