import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Network } from '../network/network.ts';
import type { FunctionTargets } from '../ports/function-targets.ts';
import type { MetricSink } from '../ports/metric-sink.ts';
import type { ServerCertificates } from '../ports/server-certificates.ts';
import type { TrafficRouter } from '../ports/traffic-router.ts';
import type { AccessLogWriter } from './access-log-line.ts';
import type { LoadBalancingState } from './load-balancing-state.ts';

export interface LoadBalancingDependencies {
  clock: Clock;
  ids: Ids;
  log: Log;
  router: TrafficRouter;
  network: Network;
  metrics: MetricSink;
  /** Gets each request's line in ALB's format, with fields of the rehearsal at its end. */
  accessLog?: AccessLogWriter;
  /** Without it target groups of type lambda are refused. */
  functionTargets?: FunctionTargets;
  /** Without it there is no certificate that an HTTPS listener could have. */
  certificates?: ServerCertificates;
  /** Where an address that was registered through the API really answers; ECS brings its tasks' endpoints itself. */
  endpointOf?: (scope: Scope, address: string, port: number) => { host: string; port: number } | undefined;
}

/** What the parts of load balancing share. */
export interface LoadBalancingContext extends LoadBalancingDependencies {
  certificates: ServerCertificates;
  stateOf(scope: Scope): LoadBalancingState;
  /** Brings the data plane in line with the state; resolves when every new request uses it. */
  publish(): Promise<void>;
  /** Fires with a target group's ARN whenever a target of it changes its state. */
  changed: Signal<string>;
}
