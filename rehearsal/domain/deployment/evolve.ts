import { assertNever } from '../../kernel/assert-never.ts';
import type { Deployment, Existing, Known, Stage } from './deployment.ts';
import type { DeploymentEvent } from './events.ts';
import {
  interrupt,
  pendingLifecycle,
  startEvent,
  succeedEvent,
  type HookableEvent,
  type LifecycleEventName,
} from './lifecycle.ts';
import type { Plan, Waits } from './plan.ts';

/** The state after an event. Never decides anything: whatever happened is taken as it is. */
export function evolve(state: Deployment, event: DeploymentEvent): Deployment {
  if (event.type === 'DeploymentCreated') return { phase: 'Created', ...known(event.plan, event.at) };
  if (state.phase === 'Absent') throw new TypeError(`${event.type} happened to a deployment that does not exist.`);
  switch (event.type) {
    case 'DeploymentStarted':
      return { ...state, startedAt: event.at };
    case 'LifecycleEventStarted':
      return {
        ...bare(state),
        phase: 'Running',
        lifecycle: startEvent(state.lifecycle, event.event, event.at),
        stage: stageOf(event.event, event.at, state.plan.waits),
      };
    case 'LifecycleEventSucceeded':
      return { ...state, lifecycle: succeedEvent(state.lifecycle, event.event, event.at) };
    case 'HookInvoked':
      return hookInvoked(state, event.event, event.executionId, event.until);
    case 'TaskSetCreated':
      return { ...state, incomingTaskSet: event.taskSetId };
    case 'TrafficShifted':
      return event.route === 'test' ? { ...state, test: event.weights } : productionShifted(state, event);
    case 'PrimaryMoved':
      return { ...state, primary: 'incoming' };
    case 'TaskSetDrained':
      return { ...state, leftovers: state.leftovers.filter((id) => id !== event.taskSetId) };
    case 'ReadyWaitStarted':
      return { ...bare(state), phase: 'Ready', until: event.until, next: event.next };
    case 'TerminationWaitStarted':
      return { ...bare(state), phase: 'TerminationWait', until: event.until, terminationWaitStarted: true };
    case 'TerminationStarted':
      return { ...bare(state), phase: 'Terminating' };
    case 'StopRequested':
      return { ...bare(state), phase: 'Stopping', reason: event.reason, rollback: event.rollback };
    case 'DeploymentSucceeded':
      return { ...bare(state), phase: 'Succeeded', endedAt: event.at };
    case 'DeploymentFailed':
    case 'DeploymentStopped':
      return {
        ...bare(state),
        phase: event.type === 'DeploymentFailed' ? 'Failed' : 'Stopped',
        endedAt: event.at,
        error: event.error,
        lifecycle: interrupt(state.lifecycle, event.at, event.error.message),
        ...(event.rollbackDeploymentId === undefined ? {} : { rollbackDeploymentId: event.rollbackDeploymentId }),
      };
    default:
      return assertNever(event, 'deployment event');
  }
}

function known(plan: Plan, at: number): Known {
  return {
    plan,
    createdAt: at,
    lifecycle: pendingLifecycle,
    production: plan.production.start,
    ...(plan.test && { test: plan.test.start }),
    leftovers: plan.kind === 'Replacement' ? plan.leftovers : [],
    ...(plan.kind === 'Rollback' && { incomingTaskSet: plan.incoming.taskSetId }),
    // A rollback asks for its primary task set in any case: a crash may have hidden that the other one became it.
    primary: 'outgoing',
    hookRuns: [],
    terminationWaitStarted: false,
  };
}

/** What every phase knows, without the fields of the phase that ends. */
function bare(state: Existing): Known {
  const { plan, createdAt, startedAt, lifecycle, production, test, leftovers, incomingTaskSet } = state;
  return {
    plan,
    createdAt,
    ...(startedAt !== undefined && { startedAt }),
    lifecycle,
    production,
    ...(test && { test }),
    leftovers,
    ...(incomingTaskSet !== undefined && { incomingTaskSet }),
    primary: state.primary,
    hookRuns: state.hookRuns,
    terminationWaitStarted: state.terminationWaitStarted,
  };
}

function stageOf(event: LifecycleEventName, at: number, waits: Waits): Stage {
  switch (event) {
    case 'Install':
      return { event, until: at + waits.installMs };
    case 'AllowTestTraffic':
      return { event, until: at + waits.healthyTargetsMs };
    case 'AllowTraffic':
      return { event, stepsTaken: 0, dueAt: at };
    case 'BeforeInstall':
    case 'AfterInstall':
    case 'AfterAllowTestTraffic':
    case 'BeforeAllowTraffic':
    case 'AfterAllowTraffic':
      return { event, hook: { status: 'NotInvoked' } };
    default:
      return assertNever(event, 'lifecycle event');
  }
}

function hookInvoked(state: Existing, event: HookableEvent, executionId: string, until: number): Deployment {
  const hookRuns = [...state.hookRuns, { event, executionId }];
  if (state.phase !== 'Running') return { ...state, hookRuns };
  return { ...state, hookRuns, stage: { event, hook: { status: 'Awaited', executionId, until } } };
}

/** A write during AllowTraffic is a step of the plan; one before it brings the outgoing group back to everything. */
function productionShifted(state: Existing, event: DeploymentEvent & { type: 'TrafficShifted' }): Deployment {
  const shifted = { ...state, production: event.weights };
  if (shifted.phase !== 'Running' || shifted.stage.event !== 'AllowTraffic') return shifted;
  const stepsTaken = shifted.stage.stepsTaken + 1;
  const wait = state.plan.steps[stepsTaken]?.afterMs ?? 0;
  return { ...shifted, stage: { ...shifted.stage, stepsTaken, dueAt: event.at + wait } };
}
