import { messageOf } from '../../kernel/aws-error.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { PerScope } from '../../kernel/scope.ts';
import { Signal } from '../../kernel/signal.ts';
import { accessLogLine } from './access-log-line.ts';
import { ListenerCertificates } from './listener-certificates.ts';
import { Listeners } from './listeners.ts';
import { LoadBalancers } from './load-balancers.ts';
import { emptyLoadBalancing, type LoadBalancingState } from './load-balancing-state.ts';
import type { LoadBalancingContext, LoadBalancingDependencies } from './load-balancing-context.ts';
import { LoadBalancerNames } from './load-balancer-names.ts';
import { savedLoadBalancing, type SavedLoadBalancing } from './load-balancing-snapshot.ts';
import { routerConfig } from './router-config.ts';
import { Rules } from './rules.ts';
import { Tagging } from './tagging.ts';
import { TargetGroupStore } from './target-group-store.ts';
import { trafficMetrics } from './traffic-metrics.ts';

/** Load balancers, listeners, rules and target groups of every account and region, and the one router that serves them. */
export class LoadBalancing implements Persistent {
  readonly name = 'load-balancing';
  readonly loadBalancers: LoadBalancers;
  readonly listeners: Listeners;
  readonly listenerCertificates: ListenerCertificates;
  readonly rules: Rules;
  readonly targetGroups: TargetGroupStore;
  readonly tagging: Tagging;
  readonly names: LoadBalancerNames;
  readonly #states = new PerScope<LoadBalancingState>(emptyLoadBalancing);
  readonly #context: LoadBalancingContext;
  readonly #unsubscribe: (() => void)[];

  constructor(dependencies: LoadBalancingDependencies) {
    const { certificates = { serverCertificate: () => undefined } } = dependencies;
    const context: LoadBalancingContext = {
      ...dependencies,
      certificates,
      stateOf: (scope) => this.#states.of(scope),
      publish: () => dependencies.router.apply(routerConfig(this.#states.all(), dependencies.clock, certificates)),
      changed: new Signal(),
    };
    this.#context = context;
    this.tagging = new Tagging(context);
    this.targetGroups = new TargetGroupStore(context, this.tagging);
    this.listeners = new Listeners(context, this.tagging, this.targetGroups);
    this.listenerCertificates = new ListenerCertificates(context, this.listeners, () => this.#states.all());
    this.rules = new Rules(context, this.tagging, this.listeners);
    this.loadBalancers = new LoadBalancers(context, this.tagging, this.listeners);
    this.names = new LoadBalancerNames(() => this.#states.all(), dependencies.router);
    this.#unsubscribe = [
      dependencies.router.health.subscribe((changes) => this.targetGroups.healthChanged(this.#states.all(), changes)),
      dependencies.router.seconds.subscribe((second) => this.#record(() => this.#recordMetrics(second))),
      dependencies.router.requests.subscribe((records) => this.#record(() => this.#writeAccessLog(records))),
    ];
  }

  /** Ends drains and subscriptions. The router is stopped by whoever started it. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.targetGroups.close(this.#states.all());
  }

  save(): SavedLoadBalancing {
    return savedLoadBalancing(this.#states, (listenerArn) => this.listeners.localPort(listenerArn));
  }

  restore(saved: SavedLoadBalancing): void {
    this.#states.refill(saved);
  }

  /** Listeners open again, with the weights that they had; functions are reached anew. */
  async resume(): Promise<void> {
    for (const [scope, { targetGroups }] of this.#states.entries())
      for (const group of targetGroups.values()) await this.targetGroups.reopen(scope, group);
    await this.#context.publish();
  }

  #recordMetrics(second: Parameters<typeof trafficMetrics>[1]): void {
    for (const [scope, state] of this.#states.entries()) {
      const samples = trafficMetrics(state, second);
      if (samples.length > 0) this.#context.metrics.record(scope, samples);
    }
  }

  #writeAccessLog(records: Parameters<typeof accessLogLine>[1][]): void {
    const { accessLog } = this.#context;
    if (!accessLog) return;
    for (const state of this.#states.all())
      for (const record of records) {
        const loadBalancer = state.loadBalancers.get(record.balancer);
        if (loadBalancer) accessLog.write(loadBalancer.name, accessLogLine(loadBalancer.fullName, record), record);
      }
  }

  /** What a sink throws must not end the data plane's reports. */
  #record(deliver: () => void): void {
    try {
      deliver();
    } catch (error) {
      this.#context.log.error('A report of the load balancer was lost.', { error: messageOf(error) });
    }
  }
}
