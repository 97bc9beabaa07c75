import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Network } from '../network/network.ts';
import type { FunctionTargets } from '../ports/function-targets.ts';
import type { MetricSamples } from '../ports/metric-sink.ts';
import { FakeRouter } from './fake-router.ts';
import { LoadBalancing } from './load-balancing.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const LIVE = 'arn:aws:lambda:eu-west-1:111111111111:function:f:live';

let router: FakeRouter;
let open: number[];
let metrics: MetricSamples[];
let loadBalancing: LoadBalancing;
let loadBalancer: string;
let group: string;

beforeEach(async () => {
  router = new FakeRouter();
  [open, metrics] = [[], []];
  let port = 50_000;
  const functionTargets: FunctionTargets = {
    permits: () => true,
    open: async () => {
      const own = ++port;
      open.push(own);
      return { host: '127.0.0.1', port: own, close: async () => void (open = open.filter((other) => other !== own)) };
    },
  };
  const network = new Network({ ids: randomIds });
  loadBalancing = new LoadBalancing({
    clock: new ManualClock(),
    ids: randomIds,
    log: silentLog,
    router,
    network,
    functionTargets,
    metrics: { record: (_scope, samples) => void metrics.push(...samples) },
  });
  const vpcId = network.createVpc(scope, { cidrBlock: '10.0.0.0/16' }).id;
  const subnets = ['a', 'b'].map(
    (zone, index) => network.createSubnet(scope, { vpcId, cidrBlock: `10.0.${index}.0/24`, availabilityZone: zone }).id,
  );
  const more = { attributes: [], tags: [] };
  loadBalancer = loadBalancing.loadBalancers.create(scope, {
    name: 'app',
    subnets,
    securityGroups: [],
    scheme: 'internal',
    ...more,
  }).arn;
  group = loadBalancing.targetGroups.create(scope, { name: 'f', targetType: 'lambda', healthCheck: {}, ...more }).arn;
  await loadBalancing.listeners.create(scope, {
    loadBalancerArn: loadBalancer,
    port: 80,
    protocol: 'HTTP',
    action: { type: 'forward', groups: [{ targetGroupArn: group, weight: 1 }] },
    tags: [],
  });
});

describe('a function as target', () => {
  it('is an endpoint without health checks until they are enabled', async () => {
    await loadBalancing.targetGroups.registerNamed(scope, group, [{ id: LIVE }]);
    const [configured] = router.config.groups;
    expect(configured).toMatchObject({ invoked: true, targets: [{ id: LIVE, endpoint: { port: 50_001 } }] });
    expect(configured).not.toHaveProperty('healthCheck');
    expect(loadBalancing.targetGroups.health(scope, group)).toMatchObject([{ id: LIVE, state: 'unavailable' }]);
    await loadBalancing.targetGroups.modify(scope, group, { enabled: true });
    expect(router.config.groups[0]?.healthCheck).toMatchObject({ intervalMs: 35_000, timeoutMs: 30_000 });
    expect(loadBalancing.targetGroups.health(scope, group)).toMatchObject([{ id: LIVE, state: 'initial' }]);
  });

  it('is one: of two that come at once the second is refused, and leaves no endpoint', async () => {
    const results = await Promise.allSettled(
      [LIVE, LIVE.replace('live', '1')].map((id) => loadBalancing.targetGroups.registerNamed(scope, group, [{ id }])),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(open).toEqual([50_001]);
  });

  it('goes at once, and its endpoint with it', async () => {
    await loadBalancing.targetGroups.registerNamed(scope, group, [{ id: LIVE }]);
    await loadBalancing.targetGroups.deregister(scope, group, [{ id: LIVE }]);
    expect(router.config.groups[0]?.targets).toEqual([]);
    expect(open).toEqual([]);
  });

  it('cannot be in another account or Region, have a port, or be an address', async () => {
    const register = (id: string, port?: number) =>
      loadBalancing.targetGroups.registerNamed(scope, group, [{ id, ...(port !== undefined && { port }) }]);
    await expect(register(LIVE.replace('eu-west-1', 'us-east-1'))).rejects.toMatchObject({ code: 'InvalidTarget' });
    await expect(register(LIVE.replace('111111111111', '222222222222'))).rejects.toMatchObject({
      code: 'InvalidTarget',
    });
    await expect(register(LIVE, 80)).rejects.toMatchObject({ code: 'ValidationError' });
    await expect(register('10.0.0.1')).rejects.toMatchObject({ code: 'InvalidTarget' });
    expect(open).toEqual([]);
  });

  it('has metrics of its own: whose fault a failure was, and bytes', () => {
    router.seconds.emit({
      at: 1000,
      traffic: [
        {
          balancer: loadBalancer,
          group,
          requests: 3,
          targetCodes: { 2: 0, 3: 0, 4: 0, 5: 0 },
          ownCodes: { 502: 3 },
          targetResponseTimes: [],
          connectionErrors: 0,
          failures: { LambdaUnhandled: 2, LambdaServiceException: 1 },
          invokedBytes: 77,
        },
      ],
      hosts: [],
    });
    const written = metrics
      .filter(({ name }) => name.startsWith('Lambda') || name.includes('PerTarget'))
      .map(({ name, dimensions, values }) => [name, Object.keys(dimensions).join('+'), values]);
    expect(written).toEqual([
      ['LambdaUserError', 'TargetGroup', [1, 1]],
      ['LambdaUserError', 'TargetGroup+LoadBalancer', [1, 1]],
      ['LambdaInternalError', 'TargetGroup', [1]],
      ['LambdaInternalError', 'TargetGroup+LoadBalancer', [1]],
      ['LambdaTargetProcessedBytes', 'LoadBalancer', [77]],
    ]);
  });
});
