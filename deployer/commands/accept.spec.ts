import { describe, expect, it } from '@jest/globals';
import type { Answer } from '../http.ts';
import { exitCodeOf } from '../outcome.ts';
import { LIFECYCLE_EVENTS } from '../release/deployment.ts';
import { FakeAws, type Happening } from '../testing/fake-aws.ts';
import { FakeHttp } from '../testing/fake-http.ts';
import { deployment, events, START } from '../testing/fixtures.ts';
import { breaks, rollsBack } from '../testing/happenings.ts';
import { accept, type AcceptOptions } from './accept.ts';

const FACTORIAL = '/api/v1/factorial?number=50';
const ok = (body: object): Answer => ({ status: 200, body: JSON.stringify(body) });
const up = ok({ status: 'UP', checks: {} });
const exact = ok({ factorial: '30414093201713378043612608166064768844377641568960512000000000000' });
const OPTIONS: AcceptOptions = { url: 'http://lb.example', access: 'public', tries: 3, rollbackStack: undefined };

function setUp(answers: Record<string, (Answer | Error)[]> = {}, ...happenings: Happening[]) {
  const world = new FakeAws(...happenings);
  const http = new FakeHttp({ '/health': [up], '/version': [ok({ version: '1' })], [FACTORIAL]: [exact], ...answers });
  const ask = (options: Partial<AcceptOptions> = {}) => accept({ ...OPTIONS, ...options }, { http }, world.context());
  return { world, http, ask };
}

const finished = deployment({
  events: events(Object.fromEntries(LIFECYCLE_EVENTS.map((name) => [name, 'Succeeded']))),
});

describe('accept', () => {
  it('asks what users ask, a line each', async () => {
    const { world, http, ask } = setUp();
    expect(await ask()).toMatchObject({
      outcome: 'done',
      message: 'http://lb.example passed all 3 checks.',
      checks: [{ path: '/health' }, { path: '/version' }, { path: FACTORIAL }],
    });
    expect(http.asked).toEqual(['/health', '/version', FACTORIAL].map((path) => `http://lb.example${path}`));
    expect(world.printed.map(({ text }) => text.slice(0, 19))).toEqual([
      'ok      GET /health',
      'ok      GET /versio',
      'ok      GET /api/v1',
    ]);
  });

  it('asks again what failed, no more than it may', async () => {
    const { world, http, ask } = setUp({
      '/health': [new Error('connect ECONNREFUSED'), { status: 502, body: '' }, up],
    });
    expect(await ask()).toMatchObject({ outcome: 'done' });
    expect(world.printedText).toContain('at the 3rd try');
    expect(world.now - START).toBeGreaterThan(8000);
    expect(http.asked).toHaveLength(5);

    const broken = setUp({ '/version': [{ status: 503, body: '' }] });
    const outcome = await broken.ask();
    expect(exitCodeOf(outcome)).toBe(1);
    expect(outcome.message).toBe('http://lb.example failed 1 of 3 checks: GET /version: status 503, not 200.');
    expect(broken.http.asked).toHaveLength(5);
    expect(broken.world.printedText).toContain('failed  GET /version: status 503, not 200 (3 tries)');
  });

  it.each([
    ['/health', ok({ status: 'DOWN' }), 'the report\'s status is "DOWN", not "UP"'],
    ['/health', { status: 503, body: '{"status":"DOWN"}' }, 'status 503, not 200 ("DOWN")'],
    ['/health', { status: 200, body: '<html>' }, 'the report\'s status is missing, not "UP"'],
    ['/version', { status: 200, body: '<html>' }, 'the answer is no JSON object'],
    [FACTORIAL, ok({ factorial: 3.0414093201713376e64 }), 'the answer does not hold 50! exactly'],
    [FACTORIAL, { status: 401, body: '' }, 'status 401, not 200'],
    ['/version', new Error('getaddrinfo ENOTFOUND lb.example'), 'getaddrinfo ENOTFOUND lb.example'],
  ])('finds at %s that %p is wrong', async (path, answer, problem) => {
    const { outcome, checks } = await setUp({ [path]: [answer] }).ask();
    expect(outcome).toBe('notPassed');
    expect(checks?.filter((check) => check.problem !== undefined)).toEqual([{ path, problem }]);
  });

  it('where access is restricted, wants strangers kept out', async () => {
    const kept = setUp({ [FACTORIAL]: [{ status: 401, body: '' }] });
    expect(await kept.ask({ access: 'restricted' })).toMatchObject({ outcome: 'done' });
    const open = await setUp().ask({ access: 'restricted' });
    expect(open.message).toContain('status 200 without a token, not 401');
  });
});

describe('accept with a stack to roll back', () => {
  const broken = { '/version': [{ status: 503, body: '' }] };
  const said = 'http://lb.example failed 1 of 3 checks: GET /version: status 503, not 200.';

  it('returns to the version before while the window is open, and fails with 1', async () => {
    const stopped = breaks({ event: 'AfterAllowTraffic', status: 'Stopped', code: 'MANUAL_STOP', message: 'stopped' });
    // Two pauses between tries, then the stop is seen.
    const { world, ask } = setUp(
      broken,
      () => {},
      () => {},
      stopped,
      rollsBack,
    );
    world.deployments = [structuredClone(finished)];
    world.productionGreen = 100;
    const outcome = await ask({ rollbackStack: 'svc' });
    expect(outcome).toMatchObject({
      outcome: 'rolledBack',
      message: `${said} Rolled back: the version before serves all traffic.`,
      rollback: { status: 'Succeeded' },
      checks: expect.arrayContaining([{ path: '/version', problem: 'status 503, not 200' }]),
    });
    expect(exitCodeOf(outcome)).toBe(1);
    expect(world.writes).toEqual(['stop d-ACTIVE rollback=true']);
  });

  it('leaves a release alone that passed', async () => {
    const { world, ask } = setUp();
    world.deployments = [structuredClone(finished)];
    expect(await ask({ rollbackStack: 'svc' })).toMatchObject({ outcome: 'done' });
    expect(world.writes).toEqual([]);
  });

  it('says that there is nothing to roll back to once the window is over, and fails with 3', async () => {
    const { world, ask } = setUp(broken);
    const outcome = await ask({ rollbackStack: 'svc' });
    expect(outcome.message).toBe(`${said} There is nothing to roll back to: no rollback window is open.`);
    expect(exitCodeOf(outcome)).toBe(3);
    expect(world.writes).toEqual([]);
  });

  it.each([
    ['a release that is still shifting', deployment({ events: events({ AllowTraffic: 'InProgress' }) })],
    ['a rollback', deployment({ creator: 'codeDeployRollback' })],
  ])('does not touch %s', async (_name, active) => {
    const { world, ask } = setUp(broken);
    world.deployments = [active];
    const outcome = await ask({ rollbackStack: 'svc' });
    expect(outcome.message).toContain('Nothing was rolled back: deployment d-ACTIVE is under way.');
    expect(exitCodeOf(outcome)).toBe(3);
    expect(world.writes).toEqual([]);
  });

  it('still tells what failed when the rollback cannot even begin', async () => {
    const { world, ask } = setUp(broken);
    world.stackOutputs = {};
    const { outcome, message } = await ask({ rollbackStack: 'svc' });
    expect(outcome).toBe('notRolledBack');
    expect(message).toContain(`${said} It could not be rolled back: Stack svc lacks the outputs`);
  });
});
