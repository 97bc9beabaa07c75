import type { Scope } from '../../kernel/scope.ts';
import * as errors from './errors.ts';
import { assertCertificate } from './listener-tls.ts';
import type { Listeners } from './listeners.ts';
import type { LoadBalancingContext } from './load-balancing-context.ts';
import { certificatesOf, type ListenerTls, type LoadBalancingState } from './load-balancing-state.ts';

/** Source: ALB guide, quotas: certificates per Application Load Balancer, not counting default certificates. */
const MOST = 25;

/** Certificates that listeners present beside their default ones, by the server name that a client asks for. */
export class ListenerCertificates {
  readonly #context: LoadBalancingContext;
  readonly #listeners: Listeners;
  readonly #states: () => LoadBalancingState[];

  constructor(context: LoadBalancingContext, listeners: Listeners, states: () => LoadBalancingState[]) {
    this.#context = context;
    this.#listeners = listeners;
    this.#states = states;
  }

  /** The default certificate, and the list. */
  of(scope: Scope, listenerArn: string): ListenerTls {
    const { tls } = this.#listeners.get(scope, listenerArn);
    if (!tls) throw errors.certificatesWithoutTls();
    return tls;
  }

  /** What is in the list already is not added again. Source: ELBv2 API, AddListenerCertificates. */
  async add(scope: Scope, listenerArn: string, arns: string[]): Promise<void> {
    const tls = this.of(scope, listenerArn);
    if (arns.length !== 1) throw errors.onlyOneCertificate(arns.length);
    const { certificates, log } = this.#context;
    for (const arn of arns) assertCertificate({ scope, certificates, log }, arn);
    const more = [...new Set([...tls.more, ...arns])];
    const { loadBalancerArn } = this.#listeners.get(scope, listenerArn);
    const others = [...this.#context.stateOf(scope).listeners.values()]
      .filter((other) => other.loadBalancerArn === loadBalancerArn && other.arn !== listenerArn)
      .flatMap((other) => other.tls?.more ?? []);
    if (new Set([...others, ...more]).size > MOST) throw errors.tooManyCertificates(MOST);
    tls.more = more;
    await this.#context.publish();
  }

  /** Source: ELBv2 API, RemoveListenerCertificates: the default certificate stays. */
  async remove(scope: Scope, listenerArn: string, arns: string[]): Promise<void> {
    const tls = this.of(scope, listenerArn);
    for (const arn of arns)
      if (arn === tls.certificate && !tls.more.includes(arn)) throw errors.defaultCertificateNotRemovable(arn);
    tls.more = tls.more.filter((arn) => !arns.includes(arn));
    await this.#context.publish();
  }

  /** ARNs of the load balancers that present a certificate. */
  usersOf(certificateArn: string): string[] {
    const users = this.#states()
      .flatMap(({ listeners }) => [...listeners.values()])
      .filter((listener) => certificatesOf(listener).includes(certificateArn))
      .map(({ loadBalancerArn }) => loadBalancerArn);
    return [...new Set(users)];
  }
}
