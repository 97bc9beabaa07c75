import type { DeploymentEvent } from '../deployment/events.ts';
import type { Weights } from '../deployment/weights.ts';
import type { FunctionEventName, FunctionHookEvent } from './lifecycle.ts';
import type { FunctionPlan } from './plan.ts';

type Common = 'DeploymentStarted' | 'StopRequested' | 'DeploymentSucceeded' | 'DeploymentFailed' | 'DeploymentStopped';

/** What happened to a deployment of a function. Times are epoch milliseconds. */
export type FunctionDeploymentEvent =
  | Extract<DeploymentEvent, { type: Common }>
  | ({ at: number } & (
      | { type: 'DeploymentCreated'; plan: FunctionPlan }
      | { type: 'LifecycleEventStarted'; event: FunctionEventName }
      | { type: 'LifecycleEventSucceeded'; event: FunctionEventName }
      | { type: 'HookInvoked'; event: FunctionHookEvent; executionId: string; until: number }
      | { type: 'AliasRouted'; weights: Weights }
    ));
