import { beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Network } from '../network/network.ts';
import { FakeRouter } from './fake-router.ts';
import { LoadBalancing } from './load-balancing.ts';
import type { SavedLoadBalancing } from './load-balancing-snapshot.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:f:live';

let port: number;
let clock: ManualClock;
let network: Network;
let loadBalancer: string;
let listener: string;
let blue: string;
let green: string;
let functions: string;
let before: LoadBalancing;

const make = (router: FakeRouter) =>
  new LoadBalancing({
    clock,
    ids: randomIds,
    log: silentLog,
    router,
    network,
    metrics: { record: () => {} },
    functionTargets: {
      permits: () => true,
      open: async () => ({ host: '127.0.0.1', port: ++port, close: async () => {} }),
    },
  });

const forward = (...groups: [string, number][]) => ({
  type: 'forward' as const,
  groups: groups.map(([targetGroupArn, weight]) => ({ targetGroupArn, weight })),
});

beforeEach(async () => {
  port = 50_000;
  clock = new ManualClock();
  network = new Network({ ids: randomIds });
  before = make(new FakeRouter());
  const vpcId = network.createVpc(scope, { cidrBlock: '10.0.0.0/16' }).id;
  const subnets = ['a', 'b'].map(
    (zone, index) => network.createSubnet(scope, { vpcId, cidrBlock: `10.0.${index}.0/24`, availabilityZone: zone }).id,
  );
  const more = { attributes: [], tags: [{ key: 'team', value: 'a' }] };
  const group = (name: string, facts: object) =>
    before.targetGroups.create(scope, { name, targetType: 'ip', healthCheck: {}, ...facts, ...more }).arn;
  loadBalancer = before.loadBalancers.create(scope, {
    name: 'app',
    subnets,
    securityGroups: [],
    scheme: 'internal',
    ...more,
  }).arn;
  blue = group('blue', { protocol: 'HTTP', port: 8080, vpcId });
  green = group('green', { protocol: 'HTTP', port: 8080, vpcId });
  functions = group('functions', { targetType: 'lambda' });
  const facts = { loadBalancerArn: loadBalancer, port: 80, protocol: 'HTTP', tags: [] };
  listener = (await before.listeners.create(scope, { ...facts, action: forward([blue, 90], [green, 10]) })).arn;
  const conditions = [{ field: 'path-pattern' as const, values: ['/f/*'] }];
  await before.rules.create(scope, {
    listenerArn: listener,
    priority: 5,
    conditions,
    action: forward([functions, 1]),
    tags: [],
  });
});

const task = (id: string, onPort: number) => ({ id, port: 8080, endpoint: { host: '127.0.0.1', port: onPort } });

/** The engine ends, and another one goes on. */
async function restart() {
  const router = new FakeRouter();
  const after = make(router);
  after.restore(deserialize(serialize(before.save())) as SavedLoadBalancing);
  await after.resume();
  return { router, after };
}

describe('load balancing of an engine that was started again', () => {
  it('has the same names and tags, and serves with the weights it had, at the same local port if that is free', async () => {
    const was = before.listeners.localPort(listener);
    const { router, after } = await restart();
    expect(after.loadBalancers.get(scope, loadBalancer)).toEqual(before.loadBalancers.get(scope, loadBalancer));
    expect(after.tagging.of(scope, blue)).toEqual(before.tagging.of(scope, blue));
    expect(after.listeners.read(scope, listener)).toEqual(forward([blue, 90], [green, 10]).groups);
    expect(router.config.listeners).toMatchObject([{ id: listener, port: 80, preferredLocalPort: was }]);
    expect(router.config.listeners[0]?.rules.map(({ action }) => action)).toEqual([
      { type: 'forward', groups: [{ group: functions, weight: 1 }] },
      {
        type: 'forward',
        groups: [
          { group: blue, weight: 90 },
          { group: green, weight: 10 },
        ],
      },
    ]);
    await expect(after.targetGroups.delete(scope, green)).rejects.toThrow('currently in use');
  });

  it('has no targets of tasks, which ended with the engine, not even draining or refusing ones', async () => {
    await before.targetGroups.register(scope, blue, [task('10.0.0.7', 4007), task('10.0.0.8', 1)]);
    await before.targetGroups.register(scope, green, [task('10.0.0.9', 4009)]);
    await before.targetGroups.deregister(scope, green, [{ id: '10.0.0.9' }]);
    const { router, after } = await restart();
    expect([blue, green].flatMap((arn) => after.targetGroups.health(scope, arn))).toEqual([]);

    await after.targetGroups.register(scope, blue, [task('10.0.0.20', 4020)]);
    const served = router.config.groups.find(({ id }) => id === blue);
    expect(served?.targets).toMatchObject([{ id: '10.0.0.20:8080', endpoint: { port: 4020 }, registration: 1 }]);
  });

  it('keeps addresses that were registered by hand; one that a task takes then is reached there', async () => {
    await before.targetGroups.registerNamed(scope, blue, [{ id: '10.0.0.30' }]);
    const { router, after } = await restart();
    expect(after.targetGroups.health(scope, blue)).toMatchObject([{ id: '10.0.0.30', state: 'initial' }]);
    const target = () => router.config.groups.find(({ id }) => id === blue)?.targets[0];
    expect(target()).toMatchObject({ registration: 0 });
    await after.targetGroups.register(scope, blue, [task('10.0.0.30', 4030)]);
    expect(target()).toMatchObject({ registration: 1, endpoint: { port: 4030 } });
  });

  it('reaches its functions at new endpoints', async () => {
    await before.targetGroups.registerNamed(scope, functions, [{ id: FUNCTION }]);
    const { router, after } = await restart();
    const served = router.config.groups.find(({ id }) => id === functions);
    expect(served?.targets).toMatchObject([{ id: FUNCTION, endpoint: { port: 50_002 } }]);
    await expect(after.targetGroups.registerNamed(scope, functions, [{ id: `${FUNCTION}2` }])).rejects.toThrow(
      'one target only',
    );
  });
});
