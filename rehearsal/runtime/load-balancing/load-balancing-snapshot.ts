import type { PerScope, Scope } from '../../kernel/scope.ts';
import { without } from '../../kernel/without.ts';
import type { Listener, LoadBalancingState, RegisteredTarget } from './load-balancing-state.ts';
import { NOWHERE } from './target-registrations.ts';

export type SavedLoadBalancing = [Scope, LoadBalancingState][];

/** What of load balancing survives: everything but health, drains and the targets that end with the engine. */
export function savedLoadBalancing(
  states: PerScope<LoadBalancingState>,
  localPort: (listenerArn: string) => number | undefined,
): SavedLoadBalancing {
  return states.entries().map(([scope, state]) => [
    scope,
    {
      loadBalancers: state.loadBalancers,
      targetGroups: mapValues(state.targetGroups, (group) => ({ ...group, targets: lasting(group.targets) })),
      listeners: mapValues(state.listeners, (listener) => withLocalPort(listener, localPort(listener.arn))),
      tags: state.tags,
    },
  ]);
}

/** Clients that found a load balancer by its local port find it there again, if nobody has taken the port. */
const withLocalPort = (listener: Listener, port: number | undefined): Listener =>
  port === undefined ? listener : { ...listener, preferredLocalPort: port };

/**
 * Functions stay registered, and addresses that were registered as such. Every other target is a task's, which has ended with
 * the engine: its successor has another address.
 */
function lasting(targets: Map<string, RegisteredTarget>): Map<string, RegisteredTarget> {
  const kept = [...targets].filter(
    ([, { port, isAddress, draining }]) => !draining && (isAddress ?? port === undefined),
  );
  // Registration 0: whoever registers it again gives it a higher one.
  return new Map(
    kept.map(([key, target]) => [key, { ...without(target, 'health'), endpoint: NOWHERE, registration: 0 }]),
  );
}

const mapValues = <T>(map: Map<string, T>, change: (value: T) => T): Map<string, T> =>
  new Map([...map].map(([key, value]) => [key, change(value)]));
