import type { NameResolution } from '../ports/name-resolution.ts';
import type { TrafficRouter } from '../ports/traffic-router.ts';
import type { LoadBalancingState } from './load-balancing-state.ts';

/** What AWS's alias records put before a load balancer's name, which it has too. Source: Route 53 guide, alias records for ELB. */
const DUAL_STACK = 'dualstack.';

/** Load balancers' DNS names and private addresses, each with the local port of the listener that answers there. */
export class LoadBalancerNames implements NameResolution {
  readonly #states: () => LoadBalancingState[];
  readonly #router: Pick<TrafficRouter, 'localPort'>;

  constructor(states: () => LoadBalancingState[], router: Pick<TrafficRouter, 'localPort'>) {
    this.#states = states;
    this.#router = router;
  }

  resolve(host: string, port: number): { host: string; port: number } | undefined {
    const asked = host.toLowerCase();
    const name = asked.startsWith(DUAL_STACK) ? asked.slice(DUAL_STACK.length) : asked;
    for (const { loadBalancers, listeners } of this.#states()) {
      for (const loadBalancer of loadBalancers.values()) {
        const isMeant =
          loadBalancer.dnsName.toLowerCase() === name || loadBalancer.zones.some(({ address }) => address === host);
        if (!isMeant) continue;
        for (const listener of listeners.values()) {
          if (listener.loadBalancerArn !== loadBalancer.arn || listener.port !== port) continue;
          const localPort = this.#router.localPort(listener.arn);
          if (localPort !== undefined) return { host: '127.0.0.1', port: localPort };
        }
      }
    }
    return undefined;
  }
}
