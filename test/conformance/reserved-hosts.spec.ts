import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEgressProxy, type EgressProxy } from '../../rehearsal/adapters/egress-proxy/egress-proxy.ts';
import { createLocalAuthority } from '../../rehearsal/adapters/egress-proxy/local-authority.ts';
import { createIssuer, type Issuer } from '../../rehearsal/adapters/issuer/test-issuer.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { TraceReceiver } from '../../rehearsal/runtime/traces/trace-receiver.ts';

const URL_OF_ISSUER = 'https://issuer.picus.test/tenant';

let directory: string;
let proxy: EgressProxy;
let issuer: Issuer;
const lines: string[] = [];
const clock = scaledClock(60);
const receiver = new TraceReceiver({ clock, writeLine: (line) => lines.push(line) });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'reserved-'));
  issuer = await createIssuer({ url: URL_OF_ISSUER, audience: 'picus', clock });
  proxy = await startEgressProxy({
    names: { resolve: () => undefined },
    reserved: [receiver, issuer.host],
    authority: await createLocalAuthority(join(directory, 'authority')),
    log: silentLog,
  });
});
afterAll(async () => {
  await proxy.close();
  rmSync(directory, { recursive: true, force: true });
});

/** In a process with the environment that the engine gives; prints JSON. */
async function fetched(url: string, init: object = {}): Promise<{ status: number; type: string | null; text: string }> {
  const script = `const answer = await fetch(${JSON.stringify(url)}, ${JSON.stringify(init)});
    console.log(JSON.stringify({ status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: proxy.environment,
    timeout: 20_000,
  });
  return JSON.parse(stdout) as { status: number; type: string | null; text: string };
}
const keySet = async () => JSON.parse((await fetched(`${URL_OF_ISSUER}/.well-known/jwks.json`)).text) as JSONWebKeySet;
const verify = (token: string, keys: JSONWebKeySet) =>
  jwtVerify(token, createLocalJWKSet(keys), { issuer: URL_OF_ISSUER, audience: 'picus' });

describe('the test issuer', () => {
  it('publishes its keys where its configuration says, and nothing secret', async () => {
    const found = await fetched(`${URL_OF_ISSUER}/.well-known/openid-configuration`);
    expect(found).toMatchObject({ status: 200, type: 'application/json' });
    expect(JSON.parse(found.text)).toMatchObject({
      issuer: URL_OF_ISSUER,
      jwks_uri: `${URL_OF_ISSUER}/.well-known/jwks.json`,
    });
    const { keys } = await keySet();
    expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
    for (const path of ['/.well-known/jwks.json', '/tenant/other', '/tenant/toString'])
      expect((await fetched(new URL(path, URL_OF_ISSUER).href)).status).toBe(404);
  });

  it('signs tokens that verify with them', async () => {
    const token = await issuer.token({ subject: 'load', claims: { scope: 'read' } });
    const { payload } = await verify(token, await keySet());
    expect(payload).toMatchObject({ iss: URL_OF_ISSUER, sub: 'load', aud: 'picus', scope: 'read' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    const keys = await keySet();
    await expect(verify(await issuer.token({ subject: 'load', audience: 'other' }), keys)).rejects.toMatchObject({
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    });
    await expect(verify(await issuer.token({ subject: 'load', lifetime: -60 }), keys)).rejects.toMatchObject({
      code: 'ERR_JWT_EXPIRED',
    });
  });

  it('rotates: a new key signs, the earlier ones stay until they are withdrawn', async () => {
    const before = await issuer.token({ subject: 'load' });
    const outdated = await keySet();
    await issuer.rotate();
    const after = await issuer.token({ subject: 'load' });
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    await expect(verify(after, outdated)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    const both = await keySet();
    expect(both.keys).toHaveLength(outdated.keys.length + 1);
    await verify(before, both);
    await verify(after, both);
    await issuer.rotate({ withdraw: true });
    await expect(verify(after, await keySet())).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });
});

describe("X-Ray's OTLP endpoint", () => {
  const span = {
    traceId: '5759e988bd862e3fe1be46a994272793',
    spanId: '53995c3f42cd8ad8',
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: '1767225600000000000',
    endTimeUnixNano: '1767225600012000000',
  };

  it('takes spans over https, as JSON', async () => {
    const spans = Array.from({ length: 500 }, (_, index) => ({ ...span, name: `GET /${index}/ü` }));
    const answer = await fetched('https://xray.eu-west-1.amazonaws.com/v1/traces', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 Credential=a' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    });
    expect(answer).toEqual({ status: 200, type: 'application/json', text: '{}' });
    expect(receiver.traces().get(span.traceId)).toBe(500);
    expect(lines[0]).toContain('GET /499/ü');
  });

  it('refuses spans without a signature', async () => {
    const answer = await fetched('https://xray.eu-west-1.amazonaws.com/v1/traces', { method: 'POST', body: '{}' });
    expect(answer).toMatchObject({ status: 403, text: '{"message":"Missing Authentication Token"}' });
  });
});
