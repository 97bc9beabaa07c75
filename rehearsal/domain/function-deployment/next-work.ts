import { assertNever } from '../../kernel/assert-never.ts';
import type { DeploymentCommand } from '../deployment/commands.ts';
import { incomingGets, type Weights } from '../deployment/weights.ts';
import { aliasError, type AliasSight } from './alias-sight.ts';
import type { FunctionDeployment, Stage } from './function-deployment.ts';
import type { FunctionHookEvent } from './lifecycle.ts';

/** One thing to do. Only `routeAlias` changes the world; the runner reports how it ended. */
export type FunctionWork =
  | { do: 'nothing' }
  | { do: 'wait'; until: number }
  | { do: 'decide'; command: Exclude<DeploymentCommand, { type: 'Create' }> }
  | { do: 'invokeHook'; event: FunctionHookEvent; functionName: string }
  | { do: 'routeAlias'; weights: Weights };

type Running = Extract<FunctionDeployment, { phase: 'Running' }>;

/** What must happen next. A function of state, time and sight alone: after a restart the same question gets the same answer. */
export function nextWork(state: FunctionDeployment, now: number, sight: AliasSight): FunctionWork {
  switch (state.phase) {
    case 'Created': {
      const until = state.createdAt + state.plan.waits.createdMs;
      if (now < until) return { do: 'wait', until };
      return lostSight(state, now, sight) ?? { do: 'decide', command: { type: 'Begin', at: now } };
    }
    case 'Running':
      return 'hook' in state.stage ? hookWork(state, state.stage, now) : shiftWork(state, state.stage, now, sight);
    case 'Stopping':
      return { do: 'decide', command: { type: 'Conclude', at: now } };
    case 'Absent':
    case 'Succeeded':
    case 'Failed':
    case 'Stopped':
      return { do: 'nothing' };
    default:
      return assertNever(state, 'function deployment');
  }
}

const complete = (event: Stage['event'], at: number): FunctionWork => ({
  do: 'decide',
  command: { type: 'CompleteEvent', at, event },
});

function lostSight(
  { phase, plan }: Extract<FunctionDeployment, { phase: 'Created' | 'Running' }>,
  at: number,
  sight: AliasSight,
): FunctionWork | undefined {
  const error = aliasError(plan, phase, sight);
  return error && { do: 'decide', command: { type: 'LoseSight', at, error } };
}

function hookWork({ plan }: Running, { event, hook }: Extract<Stage, { hook: object }>, now: number): FunctionWork {
  if (hook.status === 'Awaited') {
    return now < hook.until
      ? { do: 'wait', until: hook.until }
      : { do: 'decide', command: { type: 'Expire', at: now } };
  }
  const functionName = plan.hooks[event];
  return functionName === undefined ? complete(event, now) : { do: 'invokeHook', event, functionName };
}

function shiftWork(
  state: Running,
  { stepsTaken, dueAt }: Extract<Stage, { stepsTaken: number }>,
  now: number,
  sight: AliasSight,
): FunctionWork {
  const step = state.plan.steps[stepsTaken];
  if (!step) return complete('AllowTraffic', now);
  if (now < dueAt) return { do: 'wait', until: dueAt };
  return lostSight(state, now, sight) ?? { do: 'routeAlias', weights: incomingGets(step.percent) };
}
