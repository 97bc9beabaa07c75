import type { Lifecycle, LifecycleEventName } from '../deployment/lifecycle.ts';

/**
 * The events of a Lambda target, always all of them and in this order. Source: CodeDeploy user guide,
 * reference-appspec-file-structure-hooks, "run order of hooks in a Lambda function version deployment". Its figure
 * also has Start and End, as that of ECS has, whose captured record lists neither: they are left out here too.
 */
const EVENTS = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'] as const satisfies LifecycleEventName[];

export type FunctionEventName = (typeof EVENTS)[number];

/** Events that the AppSpec's `Hooks` may name; AllowTraffic is CodeDeploy's own work. */
export const FUNCTION_HOOK_EVENTS = [
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const satisfies readonly FunctionEventName[];

export type FunctionHookEvent = (typeof FUNCTION_HOOK_EVENTS)[number];

export const pendingEvents: Lifecycle = EVENTS.map((name) => ({ name, status: 'Pending' }));

/** The event after `name`; undefined after the last. */
export const eventAfter = (name: FunctionEventName): FunctionEventName | undefined => EVENTS[EVENTS.indexOf(name) + 1];
