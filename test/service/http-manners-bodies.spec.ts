import { Body, Controller, Module, Post } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { readServiceConfig } from '../../service/src/config/service-config.ts';
import { fastifyAdapter } from '../../service/src/http/fastify-adapter.ts';
import { BodyLimit, addJsonBodies } from '../../service/src/http/json-bodies.ts';
import { ProblemFilter } from '../../service/src/http/problem.filter.ts';

@Controller()
class Endpoints {
  @Post('small')
  small(@Body() body: unknown): object {
    return { type: typeof body, text: String(body) };
  }

  @Post('large')
  @BodyLimit(100_000)
  large(@Body() body: string): object {
    return { bytes: body.length };
  }
}

@Module({ controllers: [Endpoints], providers: [{ provide: APP_FILTER, useClass: ProblemFilter }] })
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest's modules are empty
class EndpointsModule {}

// Endpoints of its own: what the service's make of a body is theirs.
describe('bodies', () => {
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    const adapter = fastifyAdapter(readServiceConfig({ LOG_LEVEL: 'silent' }));
    app = await NestFactory.create<NestFastifyApplication>(EndpointsModule, adapter, {
      logger: false,
      bodyParser: false,
    });
    addJsonBodies(adapter.getInstance());
    await app.listen({ host: '127.0.0.1', port: 0 });
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const post = async (path: string, body: string | Buffer | null, headers: Record<string, string> = JSON_TYPE) => {
    const answer = await request(url + path, { method: 'POST', headers, body });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.json() };
  };
  const problem = (status: number, detail: string) => ({ status, body: { status, detail } });

  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF8"',
  ])('are JSON, handed on as they came: %s', async (type) => {
    const text = '{ "n": 12345678901234567890.0, "__proto__": "é" }';
    expect(await post('/small', text, { 'content-type': type })).toMatchObject({
      status: 201,
      body: { type: 'string', text },
    });
  });

  it.each([
    'text/plain',
    'text/json',
    'application/jsonp',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ])('are refused when they are something else: %s', async (type) => {
    const refused = problem(415, 'A body must be application/json.');
    expect(await post('/small', 'a=b', { 'content-type': type })).toMatchObject(refused);
  });

  it('are refused when they do not say what they are', async () => {
    expect(await post('/small', '{}', {})).toMatchObject(problem(415, 'A body must be application/json.'));
    expect(await post('/small', null, {})).toMatchObject({
      status: 201,
      body: { type: 'undefined', text: 'undefined' },
    });
  });

  it.each(['utf-16', 'latin1', 'iso-8859-1', "''"])('are refused in another character set: %s', async (charset) => {
    const refused = problem(415, 'A body must be application/json in UTF-8.');
    const type = { 'content-type': `application/json; charset=${charset}` };
    expect(await post('/small', '{}', type)).toMatchObject(refused);
  });

  it('are refused when their bytes are no text', async () => {
    const bytes = Buffer.from('{"a":"\xe9"}', 'latin1');
    expect(await post('/small', bytes)).toMatchObject(problem(400, 'The body is not UTF-8.'));
    expect(await post('/small', '')).toMatchObject({ status: 201, body: { type: 'string', text: '' } });
    expect(await post('/small', '\uFEFF{}')).toMatchObject({ status: 201, body: { text: '{}' } });
  });

  it('may have 16 KiB, unless their handler takes more', async () => {
    const tooLarge = problem(413, 'The body may have at most 16384 bytes.');
    expect(await post('/small', ' '.repeat(16_384))).toMatchObject({ status: 201 });
    expect(await post('/small', ' '.repeat(16_385))).toMatchObject(tooLarge);
    expect(await post('/large', ' '.repeat(100_000))).toMatchObject({ status: 201, body: { bytes: 100_000 } });
    expect(await post('/large', ' '.repeat(100_001))).toMatchObject(
      problem(413, 'The body may have at most 100000 bytes.'),
    );
  });

  it('are counted when their length is not told, too', async () => {
    const answer = await request(`${url}/small`, { method: 'POST', headers: JSON_TYPE, body: chunks(20) });
    expect(answer.statusCode).toBe(413);
    await answer.body.dump();
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };

async function* chunks(count: number): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < count; sent++) yield Buffer.alloc(1024, ' ');
}
