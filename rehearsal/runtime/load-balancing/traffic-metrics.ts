import type { MetricSamples } from '../ports/metric-sink.ts';
import type { RouterSecond, RouterTraffic } from '../ports/traffic-router.ts';
import { loadBalancersOf, type LoadBalancingState } from './load-balancing-state.ts';

const NAMESPACE = 'AWS/ApplicationELB';

/**
 * One second of the data plane as CloudWatch metrics of one account and region. Counts appear only when they are not zero,
 * host counts only for groups with registered targets. Source: ALB guide, "CloudWatch metrics" (reporting criteria and
 * dimensions; those with AvailabilityZone are not made: one machine has no zones).
 */
export function trafficMetrics(state: LoadBalancingState, second: RouterSecond): MetricSamples[] {
  const samples = new Samples(second.at);
  for (const traffic of second.traffic) {
    const LoadBalancer = state.loadBalancers.get(traffic.balancer)?.fullName;
    if (LoadBalancer === undefined) continue;
    addOwn(samples, traffic, { LoadBalancer });
    const group = traffic.group === undefined ? undefined : state.targetGroups.get(traffic.group);
    addTargets(samples, traffic, { LoadBalancer });
    if (group) {
      addTargets(samples, traffic, { TargetGroup: group.fullName, LoadBalancer });
      addFailures(samples, traffic, group.fullName, LoadBalancer);
      if (group.targetType === 'lambda') continue;
      // The average over the group's targets, which its only statistic, Sum, adds up. Not of functions.
      const targets = Math.max(1, [...group.targets.values()].filter(({ draining }) => !draining).length);
      samples.add(
        'RequestCountPerTarget',
        { TargetGroup: group.fullName, LoadBalancer },
        [traffic.requests / targets],
        'Count',
      );
      samples.add('RequestCountPerTarget', { TargetGroup: group.fullName }, [traffic.requests / targets], 'Count');
    }
  }
  for (const { group: arn, healthy, unhealthy } of second.hosts) {
    const group = state.targetGroups.get(arn);
    const [balancer] = group ? loadBalancersOf(state, arn) : [];
    const LoadBalancer = balancer === undefined ? undefined : state.loadBalancers.get(balancer)?.fullName;
    if (!group || LoadBalancer === undefined) continue;
    samples.add('HealthyHostCount', { TargetGroup: group.fullName, LoadBalancer }, [healthy], 'Count');
    samples.add('UnHealthyHostCount', { TargetGroup: group.fullName, LoadBalancer }, [unhealthy], 'Count');
  }
  return samples.all();
}

/** What the load balancer answered itself: has no target group dimension. */
function addOwn(samples: Samples, traffic: RouterTraffic, dimensions: Record<string, string>): void {
  samples.count('ClientTLSNegotiationErrorCount', dimensions, traffic.handshakeErrors ?? 0);
  for (const [code, count] of Object.entries(traffic.ownCodes)) {
    // There is no HTTPCode_ELB_2XX_Count: a fixed response with 200 shows in none of these.
    if (/^[345]/.test(code)) samples.count(`HTTPCode_ELB_${code[0]}XX_Count`, dimensions, count);
    if (['500', '502', '503', '504'].includes(code)) samples.count(`HTTPCode_ELB_${code}_Count`, dimensions, count);
  }
}

function addTargets(samples: Samples, traffic: RouterTraffic, dimensions: Record<string, string>): void {
  samples.count('RequestCount', dimensions, traffic.requests);
  for (const [digit, count] of Object.entries(traffic.targetCodes))
    samples.count(`HTTPCode_Target_${digit}XX_Count`, dimensions, count);
  samples.count('TargetConnectionErrorCount', dimensions, traffic.connectionErrors);
  samples.add('TargetResponseTime', dimensions, traffic.targetResponseTimes, 'Seconds');
}

/** Failures whose reason is the load balancer's or Lambda's own. Source: ALB guide, "Access logs", error reason codes. */
const INTERNAL_REASONS = new Set([
  'LambdaConnectionError',
  'LambdaConnectionTimeout',
  'LambdaServiceException',
  'LambdaUnhandledException',
]);

/** What functions as targets add. Source: ALB guide, "CloudWatch metrics": Lambda metrics and their dimensions. */
function addFailures(samples: Samples, traffic: RouterTraffic, TargetGroup: string, LoadBalancer: string): void {
  for (const [reason, count] of Object.entries(traffic.failures ?? {})) {
    const name = INTERNAL_REASONS.has(reason) ? 'LambdaInternalError' : 'LambdaUserError';
    samples.count(name, { TargetGroup }, count);
    samples.count(name, { TargetGroup, LoadBalancer }, count);
  }
  const { invokedBytes = 0 } = traffic;
  if (invokedBytes > 0) samples.add('LambdaTargetProcessedBytes', { LoadBalancer }, [invokedBytes], 'Bytes');
}

/** Samples of one second, those of the same metric and dimensions together. */
class Samples {
  readonly #at: number;
  readonly #samples = new Map<string, MetricSamples>();

  constructor(at: number) {
    this.#at = at;
  }

  /** A count is that many samples of 1: its minimum, maximum and average are 1. Source: ALB guide. */
  count(name: string, dimensions: Record<string, string>, count: number): void {
    this.add(name, dimensions, Array.from<number>({ length: count }).fill(1), 'Count');
  }

  add(name: string, dimensions: Record<string, string>, values: number[], unit: string): void {
    if (values.length === 0) return;
    const key = `${name} ${JSON.stringify(dimensions)}`;
    const existing = this.#samples.get(key);
    if (existing) existing.values = [...existing.values, ...values];
    else this.#samples.set(key, { namespace: NAMESPACE, name, dimensions, at: this.#at, values, unit });
  }

  all(): MetricSamples[] {
    return [...this.#samples.values()];
  }
}
