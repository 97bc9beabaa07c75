import { describe, expect, it } from '@jest/globals';
import type { Answer, LoadBalancerView, Request } from './ports.ts';
import { verifyGreen, type VerifyInput } from './verify.ts';

const FACTORIAL_50 = '30414093201713378043612608166064768844377641568960512000000000000';

const INPUT: VerifyInput = {
  productionListenerArn: 'production',
  testListenerArn: 'test',
  targetGroupArns: ['blue', 'green'],
  healthyWithinMilliseconds: 5000,
  access: 'public',
};

const soundAnswer = ({ path }: Request): Answer => ({
  status: 200,
  body: path.startsWith('/api') ? JSON.stringify({ factorial: FACTORIAL_50 }) : '{"status":"UP"}',
});

/** A load balancer in mid-release: production on blue, test on green, two healthy targets behind two addresses. */
function scene(change: { view?: Partial<LoadBalancerView>; answer?: (request: Request) => Answer } = {}) {
  const sent: Request[] = [];
  const logged: Readonly<Record<string, unknown>>[] = [];
  let now = 0;
  let ids = 0;
  const { answer = soundAnswer } = change;
  const loadBalancer: LoadBalancerView = {
    forwardedTo: async (listenerArn) => [listenerArn === 'test' ? 'green' : 'blue'],
    targetStates: async () =>
      new Map([
        ['10.0.0.1:8080', 'healthy'],
        ['10.0.0.2:8080', 'healthy'],
      ]),
    privateAddresses: async () => ['10.0.1.1', '10.0.1.2'],
    ...change.view,
  };
  const verdict = () =>
    verifyGreen(INPUT, {
      loadBalancer,
      send: async (request) => {
        sent.push(request);
        return answer(request);
      },
      clock: {
        now: () => now,
        sleep: async (milliseconds) => {
          now += milliseconds;
        },
      },
      newRequestId: () => `request-${++ids}`,
      log: (entry) => logged.push(entry),
    });
  return { verdict, sent, logged, elapsed: () => now };
}

describe('verifying green', () => {
  it('finds nothing wrong with a sound release, asked at every address of the load balancer', async () => {
    const { verdict, sent } = scene();
    expect(await verdict()).toEqual([]);
    expect(sent.map(({ address, path }) => `${address} ${path}`)).toEqual(
      ['10.0.1.1', '10.0.1.2'].flatMap((address) =>
        ['/health/ready', '/version', '/api/v1/factorial?number=50'].map((path) => `${address} ${path}`),
      ),
    );
  });

  it('gives each request an id of its own and logs it with the result', async () => {
    const { verdict, sent, logged } = scene();
    await verdict();
    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(sent.length);
    const probes = logged.filter(({ event }) => event === 'probe');
    expect(probes.map(({ requestId }) => requestId)).toEqual(sent.map(({ requestId }) => requestId));
  });

  it.each([
    ['another status', (): Answer => ({ status: 503, body: '' }), 'status 503, not 200'],
    [
      'a rounded factorial',
      ({ path }: Request): Answer => ({ status: 200, body: path.startsWith('/api') ? '3.04e64' : '{}' }),
      '50! exactly',
    ],
    [
      'no JSON',
      ({ path }: Request): Answer => ({ status: 200, body: path === '/version' ? 'ok' : FACTORIAL_50 }),
      'not JSON',
    ],
  ])('rejects %s, naming the request', async (_name, answer, problem) => {
    const [first] = await scene({ answer }).verdict();
    expect(first).toMatch(/GET .* at 10\.0\.1\.1 \(request request-\d\): /);
    expect(first).toContain(problem);
  });

  it('rejects a connection that fails, and asks the rest all the same', async () => {
    const { verdict, sent } = scene({
      answer: (request) => {
        if (request.address === '10.0.1.2') throw new Error('connect ECONNREFUSED');
        return soundAnswer(request);
      },
    });
    expect(await verdict()).toHaveLength(3);
    expect(sent).toHaveLength(6);
  });

  it('waits for targets that the load balancer has not checked yet', async () => {
    let asked = 0;
    const { verdict, elapsed } = scene({
      view: { targetStates: async () => new Map([['10.0.0.1:8080', ++asked < 4 ? 'initial' : 'healthy']]) },
    });
    expect(await verdict()).toEqual([]);
    expect(elapsed()).toBe(3000);
  });

  it('gives up on an unhealthy target, and sends nothing to it', async () => {
    const { verdict, sent, elapsed } = scene({
      view: {
        targetStates: async () =>
          new Map([
            ['10.0.0.1:8080', 'healthy'],
            ['10.0.0.2:8080', 'unhealthy'],
          ]),
      },
    });
    expect(await verdict()).toEqual(['Not every target is healthy: 10.0.0.1:8080 healthy, 10.0.0.2:8080 unhealthy']);
    expect(sent).toEqual([]);
    expect(elapsed()).toBeLessThanOrEqual(INPUT.healthyWithinMilliseconds);
  });

  it('does not take targets that are leaving for the release, nor an empty group for a healthy one', async () => {
    const draining = new Map([['10.0.0.9:8080', 'draining']]);
    expect(await scene({ view: { targetStates: async () => draining } }).verdict()).toEqual([
      'No target is registered with green',
    ]);
  });

  it.each([
    ['two groups', { test: ['blue', 'green'], production: ['blue'] }, 'forwards to 2 target groups'],
    ['no group', { test: [], production: ['blue'] }, 'forwards to 0 target groups'],
    ['a stranger', { test: ['grey'], production: ['blue'] }, 'neither blue nor green'],
    ['the live group', { test: ['blue'], production: ['blue'] }, 'Production already forwards to blue'],
  ])('rejects a test listener on %s: it would not test the release', async (_name, listeners, problem) => {
    const { verdict, sent } = scene({
      view: { forwardedTo: async (listenerArn) => listeners[listenerArn as 'test' | 'production'] },
    });
    expect((await verdict()).join()).toContain(problem);
    expect(sent).toEqual([]);
  });

  it('rejects a load balancer that has no address inside', async () => {
    expect(await scene({ view: { privateAddresses: async () => [] } }).verdict()).toEqual([
      'The load balancer has no address inside the VPC',
    ]);
  });
});
