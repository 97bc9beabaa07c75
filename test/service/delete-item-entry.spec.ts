import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ALBEvent } from 'aws-lambda';
import { albEvent } from './alb-event.ts';
import { startItemStore, type TestItemStore } from './item-store.ts';

const MODULE = new URL('../../service/src/functions/delete-item.ts', import.meta.url);

/** Loads the function's module and invokes its handler, as Lambda's runtime does, in a process of its own. */
const run = (env: Record<string, string>, event: ALBEvent) =>
  promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { handler } = await import(${JSON.stringify(MODULE.href)});
       const context = { awsRequestId: 'i', getRemainingTimeInMillis: () => 10_000 };
       console.log(JSON.stringify(await handler(${JSON.stringify(event)}, context)));
       process.exit();`,
    ],
    { env: { ...process.env, ...env } },
  );

describe('the entry of the function that deletes an item', () => {
  let table: TestItemStore;
  beforeAll(async () => {
    table = await startItemStore();
    await table.seed(['k']);
  });
  afterAll(() => table.stop());

  it('takes everything from its environment', async () => {
    const event = albEvent({ path: '/picus/k' });
    const { stdout, stderr } = await run({ TABLE_NAME: table.tableName, LOG_LEVEL: 'info' }, event);
    expect(stderr).toBe('');
    const [log, result] = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(log).toMatchObject({ level: 'info', msg: 'request', status: 204, keyLength: 1 });
    expect(result).toMatchObject({ statusCode: 204 });
  });

  it('verifies tokens where an issuer is configured', async () => {
    const env = { TABLE_NAME: table.tableName, AUTH_ISSUER: 'https://issuer.test', AUTH_AUDIENCE: 'picus' };
    const { stdout } = await run({ ...env, LOG_LEVEL: 'silent' }, albEvent({ path: '/picus/k' }));
    expect(JSON.parse(stdout)).toMatchObject({
      statusCode: 401,
      headers: { 'www-authenticate': 'Bearer realm="picus"' },
    });
  });

  it('fails at once in a wrong environment, and says all that is wrong', async () => {
    const failed = run({ TABLE_NAME: '', AUTH_AUDIENCE: 'picus', LOG_LEVEL: 'loud' }, albEvent({ path: '/picus/k' }));
    const { stderr } = await failed.then(
      () => ({ stderr: 'it started' }),
      (error: { stderr: string }) => error,
    );
    expect(stderr).toContain('LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, but is "loud".');
    expect(stderr).toContain('TABLE_NAME must be given: the function works on nothing else.');
    expect(stderr).toContain('AUTH_ISSUER and AUTH_AUDIENCE must be given together');
  });
});
