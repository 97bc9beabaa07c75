import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Network } from '../network/network.ts';
import type { MetricSamples } from '../ports/metric-sink.ts';
import { FakeRouter } from './fake-router.ts';
import { LoadBalancing } from './load-balancing.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
let clock: ManualClock;
let router: FakeRouter;
let loadBalancing: LoadBalancing;
let metrics: MetricSamples[];
let blue: string;
let listener: string;
let loadBalancer: string;

beforeEach(async () => {
  clock = new ManualClock();
  router = new FakeRouter();
  metrics = [];
  const network = new Network({ ids: randomIds });
  loadBalancing = new LoadBalancing({
    clock,
    ids: randomIds,
    log: silentLog,
    router,
    network,
    metrics: { record: (_scope, samples) => void metrics.push(...samples) },
  });
  const vpcId = network.createVpc(scope, { cidrBlock: '10.0.0.0/16' }).id;
  const subnets = ['a', 'b'].map(
    (zone, index) => network.createSubnet(scope, { vpcId, cidrBlock: `10.0.${index}.0/24`, availabilityZone: zone }).id,
  );
  loadBalancer = loadBalancing.loadBalancers.create(scope, {
    name: 'app',
    subnets,
    securityGroups: [],
    scheme: 'internal',
    attributes: [],
    tags: [],
  }).arn;
  blue = loadBalancing.targetGroups.create(scope, {
    name: 'blue',
    protocol: 'HTTP',
    port: 8080,
    vpcId,
    targetType: 'ip',
    healthCheck: { intervalSeconds: 10, timeoutSeconds: 5 },
    attributes: [{ key: 'deregistration_delay.timeout_seconds', value: '30' }],
    tags: [],
  }).arn;
  const action = { type: 'forward' as const, groups: [{ targetGroupArn: blue, weight: 1 }] };
  listener = (
    await loadBalancing.listeners.create(scope, {
      loadBalancerArn: loadBalancer,
      port: 80,
      protocol: 'HTTP',
      action,
      tags: [],
    })
  ).arn;
});

const target = { id: '10.0.0.9', port: 8080, endpoint: { host: '127.0.0.1', port: 50_001 } };
const states = () => loadBalancing.targetGroups.health(scope, blue).map(({ state, reason }) => reason ?? state);
const tell = (state: 'initial' | 'healthy' | 'unhealthy') => {
  const registration = router.config.groups[0]?.targets[0]?.registration ?? 0;
  router.health.emit([{ group: blue, target: '10.0.0.9:8080', registration, state }]);
};

describe('a target', () => {
  it('drains for the whole deregistration delay, without new requests, and is gone then', async () => {
    await loadBalancing.targetGroups.register(scope, blue, [target]);
    tell('healthy');
    await loadBalancing.targetGroups.deregister(scope, blue, [target]);
    expect(states()).toEqual(['Target.DeregistrationInProgress']);
    expect(router.config.groups[0]?.targets).toMatchObject([{ draining: true }]);
    await clock.advance(29_999);
    expect(states()).toHaveLength(1);
    await clock.advance(1);
    expect(states()).toEqual([]);
    expect(router.config.groups[0]?.targets).toEqual([]);
  });

  it('that is registered again while it drains stays', async () => {
    await loadBalancing.targetGroups.register(scope, blue, [target]);
    await loadBalancing.targetGroups.deregister(scope, blue, [target]);
    await loadBalancing.targetGroups.register(scope, blue, [target]);
    await clock.advance(60_000);
    expect(states()).toEqual(['Elb.RegistrationInProgress']);
    expect(router.config.groups[0]?.targets).toMatchObject([{ draining: false, registration: 1 }]);
  });

  it('shows the health that the router tells, and says when it changes', async () => {
    await loadBalancing.targetGroups.register(scope, blue, [target]);
    const changed: string[] = [];
    loadBalancing.targetGroups.changed.subscribe((arn) => changed.push(arn));
    expect(states()).toEqual(['Elb.RegistrationInProgress']);
    tell('initial');
    expect(states()).toEqual(['Elb.InitialHealthChecking']);
    tell('healthy');
    expect(states()).toEqual(['healthy']);
    expect(changed).toEqual([blue, blue]);
  });

  it('is unused when its listener is gone, and checked anew when there is one again', async () => {
    await loadBalancing.targetGroups.register(scope, blue, [target]);
    tell('healthy');
    await loadBalancing.listeners.delete(scope, listener);
    expect(states()).toEqual(['Target.NotInUse']);
    const action = { type: 'forward' as const, groups: [{ targetGroupArn: blue, weight: 0 }] };
    await loadBalancing.listeners.create(scope, {
      loadBalancerArn: loadBalancer,
      port: 80,
      protocol: 'HTTP',
      action,
      tags: [],
    });
    expect(states()).toEqual(['Elb.RegistrationInProgress']);
  });
});

describe('metrics', () => {
  it('of a second have one sample a request, and none for what did not happen', () => {
    const traffic = {
      balancer: loadBalancer,
      requests: 3,
      targetCodes: { 2: 2, 3: 0, 4: 0, 5: 1 },
      ownCodes: {},
      targetResponseTimes: [0.1, 0.2, 0.3],
      connectionErrors: 0,
    };
    const own = {
      ...traffic,
      requests: 0,
      targetCodes: { 2: 0, 3: 0, 4: 0, 5: 0 },
      ownCodes: { 503: 2 },
      targetResponseTimes: [],
    };
    router.seconds.emit({
      at: 1000,
      traffic: [{ ...traffic, group: blue }, own],
      hosts: [{ group: blue, healthy: 1, unhealthy: 2 }],
    });
    const LoadBalancer = loadBalancer.split('loadbalancer/')[1];
    const TargetGroup = blue.slice(blue.indexOf('targetgroup/'));
    const written = metrics.map(({ name, dimensions, values }) => [name, Object.keys(dimensions).join('+'), values]);
    expect(
      metrics.every(
        ({ at, namespace, dimensions }) =>
          at === 1000 &&
          namespace === 'AWS/ApplicationELB' &&
          [LoadBalancer, undefined].includes(dimensions.LoadBalancer),
      ),
    ).toBe(true);
    expect(metrics.find(({ dimensions }) => dimensions.TargetGroup !== undefined)?.dimensions).toEqual({
      TargetGroup,
      LoadBalancer,
    });
    expect(written).toEqual([
      ['RequestCount', 'LoadBalancer', [1, 1, 1]],
      ['HTTPCode_Target_2XX_Count', 'LoadBalancer', [1, 1]],
      ['HTTPCode_Target_5XX_Count', 'LoadBalancer', [1]],
      ['TargetResponseTime', 'LoadBalancer', [0.1, 0.2, 0.3]],
      ['RequestCount', 'TargetGroup+LoadBalancer', [1, 1, 1]],
      ['HTTPCode_Target_2XX_Count', 'TargetGroup+LoadBalancer', [1, 1]],
      ['HTTPCode_Target_5XX_Count', 'TargetGroup+LoadBalancer', [1]],
      ['TargetResponseTime', 'TargetGroup+LoadBalancer', [0.1, 0.2, 0.3]],
      ['RequestCountPerTarget', 'TargetGroup+LoadBalancer', [3]],
      ['RequestCountPerTarget', 'TargetGroup', [3]],
      ['HTTPCode_ELB_5XX_Count', 'LoadBalancer', [1, 1]],
      ['HTTPCode_ELB_503_Count', 'LoadBalancer', [1, 1]],
      ['HealthyHostCount', 'TargetGroup+LoadBalancer', [1]],
      ['UnHealthyHostCount', 'TargetGroup+LoadBalancer', [2]],
    ]);
  });
});
