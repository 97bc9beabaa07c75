import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { request } from 'undici';
import { openApiDocument } from '../../service/src/openapi/document.ts';
import { startItemStore, type TestItemStore } from './item-store.ts';
import { type RunningService, startService } from './running-service.ts';

const METHODS = ['get', 'post', 'delete'] as const;

type Method = 'GET' | 'POST' | 'DELETE' | 'PUT';

describe('the description of the API', () => {
  const document = openApiDocument();
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method];
      return operation ? [{ path, method: method.toUpperCase() as Method, operation }] : [];
    }),
  );
  const ajv = addFormats.default(
    new Ajv2020({ strict: true, allowUnionTypes: true, keywords: ['components', 'example'] }),
  );
  ajv.addSchema({ $id: 'document', components: document.components }, 'document');

  let store: TestItemStore;
  let service: RunningService;
  let bare: RunningService;
  beforeAll(async () => {
    store = await startItemStore();
    // Nothing listens at this port of the sidecar: its path answers 502.
    service = await startService({
      TABLE_NAME: store.tableName,
      SIDECAR_URL: 'http://127.0.0.1:1',
      LOG_LEVEL: 'error',
    });
    bare = await startService({ LOG_LEVEL: 'silent' });
  });
  afterAll(async () => {
    await bare.app.close();
    await service.app.close();
    await store.stop();
  });

  it('is OpenAPI 3.1', async () => {
    expect(await new Validator().validate(openApiDocument())).toEqual({ valid: true });
    expect(document.openapi).toBe('3.1.0');
  });

  it('has the routes of the service, and no others', () => {
    // What is passed on has every method; only this one is described.
    const passedOn = /^(?!GET).* \/rota1$/;
    // A function answers it, behind the same load balancer.
    const elsewhere = 'DELETE /picus/{key}';
    const routes = routesOf(service).filter((route) => !route.startsWith('HEAD ') && !passedOn.test(route));
    const described = operations.map(({ method, path }) => `${method} ${path}`);
    expect([...routes, elsewhere].toSorted()).toEqual(described.toSorted());
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it('says which need no token', () => {
    const open = operations.filter(({ operation }) => operation.security?.length === 0).map(({ path }) => path);
    expect(open.toSorted()).toEqual(['/health', '/health/live', '/health/ready', '/version']);
  });

  it('has examples that are what it says', () => {
    let examples = 0;
    for (const { operation, path } of operations) {
      const bodies = [operation.requestBody, ...Object.values(operation.responses ?? {})].map(resolved);
      for (const body of bodies) {
        for (const { schema, example } of Object.values(body?.content ?? {})) {
          if (example === undefined) continue;
          expect({ path, faults: faultsOf(schema, example) }).toEqual({ path, faults: [] });
          examples += 1;
        }
      }
    }
    expect(examples).toBeGreaterThan(10);
  });

  it.each<[Method, string, number, Ask?]>([
    ['GET', '/', 200],
    ['GET', '/version', 200],
    ['GET', '/health/live', 200],
    ['GET', '/rota1', 502],
    ['GET', '/openapi.json', 200],
    ['GET', '/api/v1/factorial?number=50', 200],
    ['GET', '/api/v1/factorial?number=-1', 400],
    ['GET', '/picus', 200],
    ['GET', '/picus?limit=0', 400],
    ['GET', '/picus/nothing', 404],
    ['GET', '/picus/a', 400, { headers: { 'if-none-match': 'x' } }],
    ['POST', '/picus', 400, { body: { key: 'b' } }],
    ['POST', '/picus', 413, { body: { key: 'b', value: 'x'.repeat(200_000) } }],
    ['POST', '/picus', 415, { body: {}, headers: { 'content-type': 'text/plain' } }],
    // By what is said of errors that are not named.
    ['PUT', '/version', 405],
  ])('describes what %s %s answers: %i', async (...[method, path, status, how]) => {
    expect(await ask(service, method, path, how)).toEqual({ status, faults: [] });
  });

  it('describes the life of an item', async () => {
    const [key, path] = ['a/é', '/picus/a%2F%C3%A9'];
    const put = (value: unknown, headers: Record<string, string> = {}) =>
      ask(service, 'POST', '/picus', { body: { key, value }, headers });
    expect(await put({ n: [1, null, 'x'] })).toEqual({ status: 201, faults: [] });
    expect(await put({ n: [1, null, 'x'] })).toEqual({ status: 200, faults: [] });
    expect(await put(2)).toEqual({ status: 409, faults: [] });
    expect(await put(2, { 'if-match': '"7-1"' })).toEqual({ status: 412, faults: [] });
    expect(await put(2, { 'if-match': '*' })).toEqual({ status: 200, faults: [] });
    expect(await ask(service, 'GET', path)).toEqual({ status: 200, faults: [] });
    const known = { headers: { 'if-none-match': '*' } };
    expect(await ask(service, 'GET', path, known)).toEqual({ status: 304, faults: [] });
    expect(await ask(service, 'GET', '/picus?limit=1')).toEqual({ status: 200, faults: [] });
  });

  it('describes health, while all is well and during a drain', async () => {
    const ending = await startService({ LOG_LEVEL: 'silent' });
    const paths = ['/health', '/health/ready'];
    for (const path of paths) expect(await ask(ending, 'GET', path)).toEqual({ status: 200, faults: [] });
    const closing = ending.terminate();
    // Nest's first hooks take a few turns of the event loop.
    while ((await ask(ending, 'GET', '/health')).status === 200);
    for (const path of paths) expect(await ask(ending, 'GET', path)).toEqual({ status: 503, faults: [] });
    ending.endDrain();
    await closing;
  });

  it('describes a service without table', async () => {
    expect(await ask(bare, 'GET', '/picus')).toEqual({ status: 503, faults: [] });
    expect(await ask(bare, 'GET', '/picus/a')).toEqual({ status: 503, faults: [] });
    const body = { key: 'a', value: 1 };
    expect(await ask(bare, 'POST', '/picus', { body })).toEqual({ status: 503, faults: [] });
  });

  it('is served, with a tag by which it need not be sent again', async () => {
    const first = await request(`${service.url}/openapi.json`);
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(first.headers['cache-control']).toBe('no-cache');
    expect(await first.body.json()).toEqual(JSON.parse(JSON.stringify(document)));
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await request(`${service.url}/openapi.json`, { headers: { 'if-none-match': known } });
      expect({ known, status: again.statusCode, body: await again.body.text() }).toEqual({
        known,
        status: 304,
        body: '',
      });
      expect(again.headers['etag']).toBe(etag);
    }
    const other = await request(`${service.url}/openapi.json`, { headers: { 'if-none-match': '"x"' } });
    expect(other.statusCode).toBe(200);
    await other.body.dump();
  });

  /** Where the answer differs from its description. */
  async function ask({ url }: RunningService, method: Method, path: string, { body, headers = {} }: Ask = {}) {
    const answer = await request(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const { statusCode: status } = answer;
    const text = await answer.body.text();
    const operation = operations.find((each) => each.method === method && patternOf(each.path).test(path));
    const described = operation
      ? resolved(operation.operation.responses?.[status])
      : resolved({ $ref: '#/components/responses/Problem-default' });
    const faults: unknown[] = described === undefined ? [`${status} is not described`] : [];
    for (const [name, { schema }] of Object.entries(described?.headers ?? {})) {
      const value = answer.headers[name];
      faults.push(...faultsOf(schema, schema.type === 'integer' ? Number(value) : value));
    }
    const type = String(answer.headers['content-type']).split(';')[0] ?? '';
    const content = described?.content?.[type];
    if (content !== undefined) faults.push(...faultsOf(content.schema, JSON.parse(text)));
    else if (described?.content !== undefined) faults.push(`${type} is not described`);
    else if (text !== '') faults.push('a body is not described');
    return { status, faults };
  }

  function faultsOf(schema: unknown, value: unknown): unknown[] {
    // References are to the document, whose parts these schemas are.
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
    const validate = ajv.compile(JSON.parse(text) as object);
    return validate(value) ? [] : (validate.errors ?? ['?']);
  }

  /** A response or request body, itself or what it refers to. */
  function resolved(part: unknown): Described | undefined {
    const ref = (part as { $ref?: string } | undefined)?.$ref;
    if (ref === undefined) return part as Described | undefined;
    return document.components?.responses?.[ref.split('/').at(-1) ?? ''] as Described | undefined;
  }
});

interface Ask {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface Described {
  readonly headers?: Record<string, { schema: { type?: string } }>;
  readonly content?: Record<string, { schema: object; example?: unknown }>;
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/, '[^/?]+')}(\\?|$)`);

/** `GET /picus/{key}`, from the tree that Fastify prints. */
function routesOf({ app }: RunningService): string[] {
  const parents: string[] = [];
  return app
    .getHttpAdapter()
    .getInstance()
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part, methods] = /^(.*?)[├└]── (\S+)(?: \((.*)\))?$/.exec(line) ?? [];
      if (part === undefined) return [];
      const depth = indent.length / 4;
      const path = (parents[depth - 1] ?? '') + part;
      parents[depth] = path;
      return (methods ?? '').split(', ').map((method) => `${method} ${path.replace(/:(\w+)/, '{$1}')}`);
    });
}
