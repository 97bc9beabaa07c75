import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.ts';
import { configuredAssembly } from './support/labelled-assembly.ts';
import { type ListenerClient, listenerClient } from './support/listener-client.ts';
import { allEventsSucceeded, createDeployment, outputsOf } from './support/release-by-hand.ts';
import { type Rehearsal, startRehearsal, stopRehearsals } from './support/rehearsal.ts';

const KEY = 'clé/🗝';
const PATH = `/picus/${encodeURIComponent(KEY)}`;

let rehearsal: Rehearsal;
let clients: { dev: ListenerClient; prod: ListenerClient };

/** dev answers everybody, prod those with a token of the rehearsal's issuer: one switch in the configuration. */
const restricted = (label: string): Assembly =>
  configuredAssembly(label, ({ environments }) => {
    for (const environment of environments)
      if (environment.name === 'prod')
        environment.access = { issuer: 'https://login.rehearsal.test', audience: 'picus' };
  });

beforeAll(async () => {
  rehearsal = await startRehearsal(restricted('v1'), ['dev', 'prod']);
  const clientOf = async (environment: string) => {
    const { ProductionListenerArn = '' } = await outputsOf(rehearsal.clients, `picus-${environment}-service`);
    return listenerClient(rehearsal.engine, ProductionListenerArn);
  };
  clients = { dev: await clientOf('dev'), prod: await clientOf('prod') };
}, 60_000);

afterAll(stopRehearsals);

const ask = (path: string, init?: RequestInit) => clients.dev.fetch(path, init);
const bodyOf = async (response: Response) => (await response.json()) as Record<string, unknown>;
const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('through the load balancer', () => {
  it('the app greets, computes and tells its version and health', async () => {
    expect(await bodyOf(await ask('/'))).toEqual({ message: 'Olá, mundo!' });
    const { factorial } = await bodyOf(await ask('/api/v1/factorial?number=50'));
    expect(factorial).toBe('30414093201713378043612608166064768844377641568960512000000000000');
    expect((await ask('/api/v1/factorial?number=1.5')).status).toBe(400);
    expect(await bodyOf(await ask('/version'))).toMatchObject({ release: 'v1' });
    expect(await bodyOf(await ask('/health'))).toMatchObject({
      status: 'UP',
      release: 'v1',
      checks: { redirect: { status: 'UP' }, items: { status: 'UP' } },
    });
  });

  it("the second container answers what the app's health answers", async () => {
    const answer = await ask('/rota1');
    expect(answer.status).toBe(200);
    expect(Object.keys(await bodyOf(answer))).toEqual(Object.keys(await bodyOf(await ask('/health'))));
    expect((await ask('/rota1/elsewhere')).status).toBe(404);
  });

  it('an item is made, read, listed, and deleted by the function', async () => {
    const made = await ask('/picus', json({ key: KEY, value: { n: 1 } }));
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(PATH);
    expect((await ask('/picus', json({ key: KEY, value: { n: 1 } }))).status).toBe(200);
    expect((await ask('/picus', json({ key: KEY, value: { n: 2 } }))).status).toBe(409);
    expect(await bodyOf(await ask(PATH))).toMatchObject({ key: KEY, value: { n: 1 } });
    expect((await bodyOf(await ask('/picus?limit=100')))['items']).toContainEqual(
      expect.objectContaining({ key: KEY }),
    );
    const deleted = await ask(PATH, { method: 'DELETE' });
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    const again = await ask(PATH, { method: 'DELETE' });
    expect(again.status).toBe(404);
    expect(again.headers.get('content-type')).toContain('application/problem+json');
    expect((await ask(PATH)).status).toBe(404);
    await rehearsal.engine.world.router.flush();
    expect(rehearsal.log('access/picus-dev.log')).toMatch(/DELETE .*picus-dev-delete-item/);
  });

  it('each environment has a table of its own', async () => {
    await ask('/picus', json({ key: 'only in dev', value: 1 }));
    const token = await rehearsal.engine.issuer?.token({ subject: 'tester' });
    const inProd = await clients.prod.fetch('/picus', { headers: { authorization: `Bearer ${token}` } });
    expect(await bodyOf(inProd)).toMatchObject({ items: [] });
  });

  it('errors are problems, answers carry security headers and a request id, and the document describes them', async () => {
    const missing = await ask('/nothing-here', { headers: { 'x-request-id': 'request-1' } });
    expect(missing.status).toBe(404);
    expect(await bodyOf(missing)).toMatchObject({ title: 'Not Found', status: 404, requestId: 'request-1' });
    expect(missing.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ask('/picus', { ...json(0), body: `"${'x'.repeat(200_000)}"` })).status).toBe(413);
    const { paths } = await bodyOf(await ask('/openapi.json'));
    expect(Object.keys(paths as object)).toEqual(expect.arrayContaining(['/picus', '/picus/{key}', '/rota1']));
  });

  it('traces reach X-Ray, signed by the role of the task', async () => {
    const sampled = Array.from({ length: 20 }, () =>
      ask('/version', { headers: { 'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678;Sampled=1' } }),
    );
    await Promise.all(sampled);
    const { traces } = rehearsal.engine.world;
    const trace = await eventually('the trace', () => traces.traces().get('67891233abcdef012345678912345678'), 20_000);
    expect(trace).toBeGreaterThan(0);
  });
});

describe('where access is restricted', () => {
  const inProd = (path: string, init: RequestInit = {}, token?: string) =>
    clients.prod.fetch(path, {
      ...init,
      headers: new Headers([
        ...new Headers(init.headers),
        ...(token === undefined ? [] : [['authorization', `Bearer ${token}`] as [string, string]]),
      ]),
    });

  it('nobody gets in without a token, neither to the service nor to the function', async () => {
    for (const [path, method] of [
      ['/', 'GET'],
      ['/picus', 'GET'],
      ['/rota1', 'GET'],
      ['/api/v1/factorial?number=5', 'GET'],
      [PATH, 'DELETE'],
    ] as const) {
      const answer = await inProd(path, { method });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    }
  });

  it('health and version stay open to the load balancer', async () => {
    for (const path of ['/health', '/health/live', '/health/ready', '/version'])
      expect([path, (await inProd(path)).status]).toEqual([path, 200]);
  });

  it('a token of the issuer opens both; one for somebody else, an old or a forged one does not', async () => {
    const { issuer } = rehearsal.engine;
    if (!issuer) throw new Error('rehearsal.config.json names no issuer.');
    const good = await issuer.token({ subject: 'tester' });
    expect((await inProd('/picus', json({ key: KEY, value: 1 }), good)).status).toBe(201);
    expect((await inProd(PATH, { method: 'DELETE' }, good)).status).toBe(204);
    const old = await issuer.token({ subject: 'tester', lifetime: -60 });
    const foreign = await issuer.token({ subject: 'tester', audience: 'somebody-else' });
    for (const token of [old, foreign, `${good.slice(0, -4)}AAAA`]) {
      const answer = await inProd('/', {}, token);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  it('a release passes its hook, which has no token either', async () => {
    const { engine, clients } = rehearsal;
    await engine.deploy(restricted('v2'), ['prod'], () => {});
    const outputs = await outputsOf(clients, 'picus-prod-service');
    await allEventsSucceeded(clients, await createDeployment(clients, outputs));
    expect(await bodyOf(await inProd('/version'))).toMatchObject({ release: 'v2' });
  }, 60_000);
});
