import { assertNever } from '../../kernel/assert-never.ts';
import { interrupt, startEvent, succeedEvent } from '../deployment/lifecycle.ts';
import type { FunctionDeploymentEvent } from './events.ts';
import type { ExistingFunctionDeployment, FunctionDeployment, Known, Stage } from './function-deployment.ts';
import { pendingEvents, type FunctionEventName } from './lifecycle.ts';

/** The state after an event. Never decides anything: whatever happened is taken as it is. */
export function evolve(state: FunctionDeployment, event: FunctionDeploymentEvent): FunctionDeployment {
  if (event.type === 'DeploymentCreated') {
    const { plan, at } = event;
    return { phase: 'Created', plan, createdAt: at, lifecycle: pendingEvents, shares: plan.start, hookRuns: [] };
  }
  if (state.phase === 'Absent') throw new TypeError(`${event.type} happened to a deployment that does not exist.`);
  switch (event.type) {
    case 'DeploymentStarted':
      return { ...state, startedAt: event.at };
    case 'LifecycleEventStarted':
      return {
        ...bare(state),
        phase: 'Running',
        lifecycle: startEvent(state.lifecycle, event.event, event.at),
        stage: stageOf(event.event, event.at),
      };
    case 'LifecycleEventSucceeded':
      return { ...state, lifecycle: succeedEvent(state.lifecycle, event.event, event.at) };
    case 'HookInvoked': {
      const { executionId, until } = event;
      const hookRuns = [...state.hookRuns, { event: event.event, executionId }];
      if (state.phase !== 'Running') return { ...state, hookRuns };
      return { ...state, hookRuns, stage: { event: event.event, hook: { status: 'Awaited', executionId, until } } };
    }
    case 'AliasRouted':
      return routed(state, event);
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
        ...(event.rollbackDeploymentId !== undefined && { rollbackDeploymentId: event.rollbackDeploymentId }),
      };
    default:
      return assertNever(event, 'event of a function deployment');
  }
}

/** What every phase knows, without the fields of the phase that ends. */
function bare({ plan, createdAt, startedAt, lifecycle, shares, hookRuns }: ExistingFunctionDeployment): Known {
  return { plan, createdAt, ...(startedAt !== undefined && { startedAt }), lifecycle, shares, hookRuns };
}

const stageOf = (event: FunctionEventName, at: number): Stage =>
  event === 'AllowTraffic' ? { event, stepsTaken: 0, dueAt: at } : { event, hook: { status: 'NotInvoked' } };

/** Each write during AllowTraffic is a step of the plan. */
function routed(
  state: ExistingFunctionDeployment,
  { at, weights }: Extract<FunctionDeploymentEvent, { type: 'AliasRouted' }>,
): FunctionDeployment {
  const shifted = { ...state, shares: weights };
  if (shifted.phase !== 'Running' || shifted.stage.event !== 'AllowTraffic') return shifted;
  const stepsTaken = shifted.stage.stepsTaken + 1;
  const wait = state.plan.steps[stepsTaken]?.afterMs ?? 0;
  return { ...shifted, stage: { event: 'AllowTraffic', stepsTaken, dueAt: at + wait } };
}
