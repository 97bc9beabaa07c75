/**
 * The eight events of an ECS target, always all of them and in this order.
 * Source: CodeDeploy user guide, deployment-steps-ecs; a capture of a real account shows the same.
 */
const LIFECYCLE_EVENTS = [
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'AllowTestTraffic',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
] as const;

export type LifecycleEventName = (typeof LIFECYCLE_EVENTS)[number];

/** Events that the AppSpec's `Hooks` may name; the other three are CodeDeploy's own work. */
export const HOOKABLE_EVENTS = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const satisfies readonly LifecycleEventName[];

export type HookableEvent = (typeof HOOKABLE_EVENTS)[number];

/** Times are epoch milliseconds. */
export type LifecycleEvent =
  | { name: LifecycleEventName; status: 'Pending' | 'Skipped' }
  | { name: LifecycleEventName; status: 'InProgress'; startedAt: number }
  | { name: LifecycleEventName; status: 'Succeeded'; startedAt: number; endedAt: number }
  | { name: LifecycleEventName; status: 'Failed'; startedAt: number; endedAt: number; message: string };

export type Lifecycle = readonly LifecycleEvent[];

export const pendingLifecycle: Lifecycle = LIFECYCLE_EVENTS.map((name) => ({ name, status: 'Pending' }));

/** The event after `name`; undefined after the last. */
export const eventAfter = (name: LifecycleEventName): LifecycleEventName | undefined =>
  LIFECYCLE_EVENTS[LIFECYCLE_EVENTS.indexOf(name) + 1];

export const hasSucceeded = (lifecycle: Lifecycle, name: LifecycleEventName): boolean =>
  lifecycle.some((event) => event.name === name && event.status === 'Succeeded');

export const allSucceeded = (lifecycle: Lifecycle): boolean => lifecycle.every(({ status }) => status === 'Succeeded');

export const startEvent = (lifecycle: Lifecycle, name: LifecycleEventName, at: number): Lifecycle =>
  lifecycle.map((event) => (event.name === name ? { name, status: 'InProgress', startedAt: at } : event));

export const succeedEvent = (lifecycle: Lifecycle, name: LifecycleEventName, at: number): Lifecycle =>
  lifecycle.map((event) =>
    event.name === name && event.status === 'InProgress'
      ? { name, status: 'Succeeded', startedAt: event.startedAt, endedAt: at }
      : event,
  );

/** After a failure or a stop the current event is Failed and all later ones Skipped. Source: capture. */
export const interrupt = (lifecycle: Lifecycle, at: number, message: string): Lifecycle =>
  lifecycle.map((event) => {
    if (event.status === 'InProgress') {
      return { name: event.name, status: 'Failed', startedAt: event.startedAt, endedAt: at, message };
    }
    return event.status === 'Pending' ? { name: event.name, status: 'Skipped' } : event;
  });
