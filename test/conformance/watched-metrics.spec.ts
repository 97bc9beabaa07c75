import { describe, expect, it } from '@jest/globals';
import { UtilizationMeter } from '../../rehearsal/runtime/container-service/utilization-meter.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { invocationMetrics } from '../../rehearsal/runtime/functions/invocation-metrics.ts';
import type { LoadBalancingState } from '../../rehearsal/runtime/load-balancing/load-balancing-state.ts';
import { trafficMetrics } from '../../rehearsal/runtime/load-balancing/traffic-metrics.ts';
import type { MetricSamples } from '../../rehearsal/runtime/ports/metric-sink.ts';
import { tableMetrics } from '../../rehearsal/runtime/tables/table-metrics.ts';
import { KNOWN_METRICS } from '../synth/known-metrics.ts';

/**
 * What alarms and dashboard watch and the rehearsal does not measure, so that they have no data in it: no firewall inspects and
 * no database runs, Container Insights is not served, tables never throttle, and no connection is rejected.
 */
const NOT_MEASURED = [
  'AWS/ApplicationELB RejectedConnectionCount LoadBalancer',
  'ECS/ContainerInsights RunningTaskCount ClusterName,ServiceName',
  'ECS/ContainerInsights DesiredTaskCount ClusterName,ServiceName',
  'AWS/DynamoDB ReadThrottleEvents TableName',
  'AWS/DynamoDB WriteThrottleEvents TableName',
  'AWS/DynamoDB ThrottledRequests Operation,TableName',
  'AWS/WAFV2 AllowedRequests Region,Rule,WebACL',
  'AWS/WAFV2 BlockedRequests Region,Rule,WebACL',
  'AWS/RDS CPUUtilization DBInstanceIdentifier',
  'AWS/RDS FreeStorageSpace DBInstanceIdentifier',
];

const known = KNOWN_METRICS
  // Those that service and monitor write as log lines: test/conformance/embedded-metrics.spec.ts reads such lines.
  .filter(([namespace]) => namespace !== 'picus')
  .flatMap(([namespace, names, sets]) => names.flatMap((name) => sets.map((set) => `${namespace} ${name} ${set}`)));

describe('what the rehearsal measures', () => {
  it('has the names and dimensions that alarms and dashboard watch, but for those that it says it has not', async () => {
    const measured = new Set(
      [...ofTraffic(), ...ofTable(), ...ofFunction(), ...(await ofTasks())].map(
        ({ namespace, name, dimensions }) => `${namespace} ${name} ${Object.keys(dimensions).sort().join(',')}`,
      ),
    );
    expect(known.filter((metric) => !measured.has(metric)).sort()).toEqual(NOT_MEASURED.toSorted());
  });
});

function ofTraffic(): MetricSamples[] {
  const listener = {
    loadBalancerArn: 'lb',
    rules: [{ action: { type: 'forward', groups: [{ targetGroupArn: 'tg' }] } }],
  };
  const state = {
    loadBalancers: new Map([['lb', { fullName: 'app/lb/1' }]]),
    targetGroups: new Map([['tg', { fullName: 'targetgroup/tg/1', targetType: 'ip', targets: new Map() }]]),
    listeners: new Map([['listener', listener]]),
  } as unknown as LoadBalancingState;
  const traffic = {
    balancer: 'lb',
    group: 'tg',
    requests: 1,
    targetCodes: { 2: 0, 3: 0, 4: 0, 5: 1 },
    ownCodes: { 503: 1 },
    targetResponseTimes: [0.1],
    connectionErrors: 1,
  };
  return trafficMetrics(state, { at: 0, traffic: [traffic], hosts: [{ group: 'tg', healthy: 1, unhealthy: 1 }] });
}

function ofTable(): MetricSamples[] {
  const done = { reply: { status: 200 }, consumed: new Map([['items', 1]]), table: 'items' } as never;
  const failed = { reply: { status: 500 }, consumed: new Map(), table: 'items', error: 'InternalServerError' } as never;
  return [
    ...tableMetrics('GetItem', done, 0, 1),
    ...tableMetrics('PutItem', done, 0, 1),
    ...tableMetrics('GetItem', failed, 0, 1),
  ];
}

const ofFunction = (): MetricSamples[] =>
  invocationMetrics({
    functionName: 'delete-item',
    qualifier: 'live',
    executedVersion: '1',
    at: 0,
    concurrent: 1,
    outcome: { kind: 'ended', isError: true, durationMs: 1 },
  });

async function ofTasks(): Promise<MetricSamples[]> {
  const recorded: MetricSamples[] = [];
  const meter = new UtilizationMeter({
    clock: new ManualClock(),
    log: silentLog,
    metrics: { record: (_scope, samples) => void recorded.push(...samples) },
    services: {
      usage: async () => [
        {
          service: { scope: { account: '1', region: 'r' }, name: 'web', cluster: { name: 'main' } as never },
          tasks: [
            {
              task: { arn: 'a', taskDefinition: { memory: '512' } } as never,
              usage: { cpuSeconds: 1, memoryBytes: 1 },
            },
          ],
        },
      ],
    },
  });
  await meter.measure();
  return recorded;
}
