import { createPublicKey, randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { IssuerKeysOptions } from '../../service/src/auth/issuer-keys.ts';
import { tokenVerifier } from '../../service/src/auth/jwt-verifier.ts';
import type { TokenVerifier } from '../../service/src/auth/token-verifier.ts';
import {
  AUDIENCE,
  type SigningKey,
  signingKey,
  startIssuer,
  type TestIssuer,
  type TokenOptions,
} from './test-issuer.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('tokens', () => {
  let keys: Record<'first' | 'second' | 'rsa', SigningKey>;
  beforeAll(async () => {
    const [first, second, rsa] = [signingKey('first'), signingKey('second'), signingKey('rsa', 'RS256')];
    keys = { first: await first, second: await second, rsa: await rsa };
  });

  let issuer: TestIssuer;
  let now: number;
  let failures: unknown[];
  let verifier: TokenVerifier;
  const newVerifier = (options: IssuerKeysOptions = {}) =>
    tokenVerifier(issuer.config, { now: () => now, onFailure: (error) => failures.push(error), ...options });
  beforeEach(async () => {
    issuer = await startIssuer(undefined, keys.first, keys.rsa);
    now = Date.now();
    failures = [];
    verifier = newVerifier();
  });
  afterEach(() => issuer.close());

  const token = (options: TokenOptions = {}) => issuer.token({ at: now, ...options });
  const verdictOn = async (options: TokenOptions = {}) => verifier.verify(`Bearer ${await token(options)}`);
  const refused = (detail: string) => ({
    ok: false,
    challenge: `Bearer realm="picus", error="invalid_token", error_description="${detail}"`,
    detail,
  });
  const accepted = { ok: true, subject: 'somebody' };
  const unavailable = { ok: 'unknown', detail: "The issuer's keys could not be fetched." };

  describe('by what they say', () => {
    it('are good when signed by the issuer for this service, however the scheme is written', async () => {
      const good = await token();
      for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer ']) {
        expect(await verifier.verify(`${scheme} ${good}`)).toEqual(accepted);
      }
      expect(await verdictOn({ key: keys.rsa })).toEqual(accepted);
      expect(await verdictOn({ claims: { aud: ['other', AUDIENCE] } })).toEqual(accepted);
      expect(await verdictOn({ without: ['sub'] })).toEqual({ ok: true, subject: undefined });
      expect(issuer.asked).toBe(1);
    });

    it.each([undefined, '', 'Basic dXNlcjpwYXNz', 'Bearerish abc', 'DPoP abc'])(
      'are asked for, without an error code, when there is none: %j',
      async (authorization) => {
        const detail = 'A bearer token is needed.';
        expect(await verifier.verify(authorization)).toEqual({ ok: false, challenge: 'Bearer realm="picus"', detail });
        expect(issuer.asked).toBe(0);
      },
    );

    it.each([
      ['Bearer', 'The token is missing.'],
      ['Bearer  ', 'The token is missing.'],
      ['Bearer a b', 'There must be one token.'],
      ['Bearer a.b.c, Bearer a.b.c', 'There must be one token.'],
      ['Bearer abc', 'The token is not a signed JSON Web Token.'],
      ['Bearer a.b.c.d.e', 'The token is not a signed JSON Web Token.'],
      ['Bearer a.b."c"', 'The token is not a signed JSON Web Token.'],
    ])('are refused when they are none: %j', async (authorization, detail) => {
      expect(await verifier.verify(authorization)).toEqual(refused(detail));
      expect(issuer.asked).toBe(0);
    });

    it('are refused unread when they are too long', async () => {
      const endless = `Bearer ${'a'.repeat(9_000)}`;
      expect(await verifier.verify(endless)).toEqual(refused('The token is longer than 8192 characters.'));
    });

    it('are refused when they cannot be parsed, after all', async () => {
      for (const text of ['e30.e30.e30', 'YQ.YQ.YQ', 'bnVsbA.e30.AA']) {
        expect(await verifier.verify(`Bearer ${text}`)).toEqual(refused('The token is not a signed JSON Web Token.'));
      }
    });

    it('are good from their beginning to their end, the clocks being ten seconds apart at most', async () => {
      const seconds = Math.floor(now / SECOND);
      expect(await verdictOn({ claims: { exp: seconds - 9 } })).toEqual(accepted);
      expect(await verdictOn({ claims: { exp: seconds - 11 } })).toEqual(refused('The token has expired.'));
      expect(await verdictOn({ claims: { nbf: seconds + 9 } })).toEqual(accepted);
      expect(await verdictOn({ claims: { nbf: seconds + 12 } })).toEqual(refused('The token is not valid yet.'));
      expect(await verdictOn({ without: ['exp'] })).toEqual(refused('The token does not say when it expires.'));
    });

    it('are no longer good when they expire, although they were', async () => {
      const shortLived = `Bearer ${await token({ claims: { exp: Math.floor(now / SECOND) + 60 } })}`;
      expect(await verifier.verify(shortLived)).toEqual(accepted);
      now += 69 * SECOND;
      expect(await verifier.verify(shortLived)).toEqual(accepted);
      now += 2 * SECOND;
      expect(await verifier.verify(shortLived)).toEqual(refused('The token has expired.'));
    });

    it('are refused from other issuers and for other services', async () => {
      const other = refused('The token is from another issuer.');
      for (const iss of ['https://other.example', `${issuer.config.issuer}/`, issuer.config.issuer.toUpperCase()]) {
        expect(await verdictOn({ claims: { iss } })).toEqual(other);
      }
      expect(await verdictOn({ without: ['iss'] })).toEqual(other);
      const wrong = refused('The token is meant for another audience.');
      expect(await verdictOn({ claims: { aud: 'other' } })).toEqual(wrong);
      expect(await verdictOn({ claims: { aud: [] } })).toEqual(wrong);
      expect(await verdictOn({ without: ['aud'] })).toEqual(wrong);
      // Only where there is no audience does the client stand for it.
      expect(await verdictOn({ claims: { aud: 'other', client_id: AUDIENCE } })).toEqual(wrong);
    });

    it('are good without audience when they name their client instead, as Amazon Cognito’s do', async () => {
      expect(await verdictOn({ without: ['aud'], claims: { client_id: AUDIENCE } })).toEqual(accepted);
      expect((await verdictOn({ without: ['aud'], claims: { client_id: 'other' } })).ok).toBe(false);
    });
  });

  describe('by their signature', () => {
    const wrongAlgorithm = 'The token is signed with an algorithm that is not accepted.';

    it('are refused when anything in them was changed', async () => {
      const good = await token();
      expect((await verifier.verify(`Bearer ${good}`)).ok).toBe(true);
      const [header = '', , signature = ''] = good.split('.');
      const [, payload = ''] = (await token({ claims: { sub: 'admin' } })).split('.');
      expect(await verifier.verify(`Bearer ${header}.${payload}.${signature}`)).toEqual(
        refused("The token's signature is wrong."),
      );
      expect((await verifier.verify(`Bearer ${header}.${payload}.`)).ok).toBe(false);
    });

    it('are refused when somebody else signed them with a key of the same name', async () => {
      const forger = await signingKey('first');
      expect(await verdictOn({ key: forger })).toEqual(refused("The token's signature is wrong."));
    });

    it('are refused without signature', async () => {
      const claims = { iss: issuer.config.issuer, aud: AUDIENCE, exp: Math.floor(now / SECOND) + 60 };
      const unsecured = new UnsecuredJWT(claims).encode();
      expect(await verifier.verify(`Bearer ${unsecured}`)).toEqual(refused(wrongAlgorithm));
    });

    it('are refused when the public key was used as a shared secret', async () => {
      const pem = createPublicKey({ key: keys.rsa.publicJwk, format: 'jwk' }).export({
        format: 'pem',
        type: 'spki',
      });
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const forged = await new SignJWT({ iss: issuer.config.issuer, aud: AUDIENCE })
          .setProtectedHeader({ alg, kid: 'rsa' })
          .setExpirationTime('5m')
          .sign(new TextEncoder().encode(String(pem)));
        expect(await verifier.verify(`Bearer ${forged}`)).toEqual(refused(wrongAlgorithm));
      }
    });

    it('are refused when they bring their own key, or name a place to get it from', async () => {
      const forger = await signingKey('forger');
      const header = { jwk: forger.publicJwk, jku: `${issuer.config.issuer}/forged`, kid: 'first' };
      expect(await verdictOn({ key: forger, header })).toEqual(refused("The token's signature is wrong."));
      expect(issuer.asked).toBe(1);
    });

    it('are refused when they ask for what we do not understand', async () => {
      const [, payload, signature] = (await token()).split('.');
      const critical = Buffer.from('{"alg":"ES256","kid":"first","crit":["x"],"x":1}').toString('base64url');
      const refusal = refused('The token is not a signed JSON Web Token.');
      expect(await verifier.verify(`Bearer ${critical}.${payload}.${signature}`)).toEqual(refusal);
    });

    it('must say which key they are signed with when there are several', async () => {
      expect(await verdictOn({ header: { kid: undefined } })).toEqual(accepted);
      issuer.publish(keys.first, keys.second);
      verifier = newVerifier();
      expect(await verdictOn({ header: { kid: undefined } })).toEqual(
        refused('The token does not say which key it is signed with.'),
      );
    });
  });

  describe('while keys change', () => {
    const unknownKey = 'The token is signed with a key that the issuer does not publish.';

    it('are good with a new key at once, without a restart', async () => {
      expect(await verdictOn()).toEqual(accepted);
      issuer.publish(keys.second, keys.first);
      now += 31 * SECOND;
      expect(await verdictOn({ key: keys.second })).toEqual(accepted);
      expect(await verdictOn({ key: keys.first })).toEqual(accepted);
      expect(issuer.asked).toBe(2);
    });

    it('do not make us ask the issuer again and again', async () => {
      const strangers = () =>
        Promise.all(Array.from({ length: 20 }, () => verdictOn({ header: { kid: randomUUID() } })));
      expect(await verdictOn()).toEqual(accepted);
      expect(new Set((await strangers()).map((verdict) => verdict.ok))).toEqual(new Set([false]));
      expect(issuer.asked).toBe(1);
      now += 31 * SECOND;
      expect(await strangers()).toEqual(Array.from({ length: 20 }, () => refused(unknownKey)));
      await strangers();
      expect(issuer.asked).toBe(2);
    });

    it('are refused with a withdrawn key after ten minutes, although they were good', async () => {
      const old = `Bearer ${await token({ claims: { exp: Math.floor(now / SECOND) + 3_600 } })}`;
      expect(await verifier.verify(old)).toEqual(accepted);
      issuer.publish(keys.second);
      now += 4 * MINUTE;
      expect(await verifier.verify(old)).toEqual(accepted);
      now += 7 * MINUTE;
      expect(await verifier.verify(old)).toEqual(refused(unknownKey));
    });

    it('have their keys fetched anew behind the answers before those are too old', async () => {
      // Whoever waits for it, waits too long.
      verifier = newVerifier({ fetchTimeoutMs: 60_000 });
      expect(await verdictOn()).toEqual(accepted);
      const held = Promise.withResolvers<ServerAnswer>();
      issuer.answerWith((response) => held.resolve(response));
      now += 6 * MINUTE;
      // Answered, although the issuer has not.
      expect(await verdictOn()).toEqual(accepted);
      (await held.promise).destroy();
      expect(issuer.asked).toBe(2);
    });
  });

  describe('while the issuer fails', () => {
    const down = (response: ServerAnswer) => void response.writeHead(500).end('{"keys":[]}');

    it.each<[string, (response: ServerAnswer) => void, RegExp]>([
      ['answers 500', down, /answered 500/],
      ['answers no JSON', (response) => response.end('<html>'), /JSON/],
      ['answers no key set', (response) => response.end('{}'), /malformed/],
      ['answers without end', (response) => response.end(' '.repeat(300_000)), /more than 262144 bytes/],
      ['sends us elsewhere', (response) => response.writeHead(302, { location: '/other' }).end(), /fetch failed/],
      ['hangs up', (response) => response.destroy(), /fetch failed/],
    ])('can be judged by nobody: it %s', async (_name, answer, reason) => {
      issuer.answerWith(answer);
      expect(await verdictOn()).toEqual(unavailable);
      expect(failures).toEqual([expect.objectContaining({ message: expect.stringMatching(reason) })]);
    });

    it.each<[string, (response: ServerAnswer) => void]>([
      ['is silent', () => undefined],
      ['begins an answer', (response) => response.write('{"keys":')],
    ])('are not waited for without end: it %s', async (_name, answer) => {
      issuer.answerWith(answer);
      verifier = newVerifier({ fetchTimeoutMs: 50 });
      expect(await verdictOn()).toEqual(unavailable);
      expect(failures).toEqual([expect.objectContaining({ name: 'TimeoutError' })]);
    });

    it('are good again as soon as it answers, and until then it is asked every five seconds', async () => {
      issuer.answerWith(down);
      expect(await Promise.all([verdictOn(), verdictOn(), verdictOn()])).toEqual([
        unavailable,
        unavailable,
        unavailable,
      ]);
      expect(await verdictOn()).toEqual(unavailable);
      expect(issuer.asked).toBe(1);
      issuer.answerWith(undefined);
      now += 5 * SECOND;
      expect(await verdictOn()).toEqual(accepted);
      expect(issuer.asked).toBe(2);
    });

    it('are judged by its last keys for an hour', async () => {
      expect(await verdictOn()).toEqual(accepted);
      issuer.answerWith(down);
      now += 11 * MINUTE;
      expect(await verdictOn()).toEqual(accepted);
      expect(issuer.asked).toBe(2);
      now += 48 * MINUTE;
      expect(await verdictOn()).toEqual(accepted);
      now += 2 * MINUTE;
      expect(await verdictOn()).toEqual(unavailable);
    });

    it('are neither good nor bad with a key that it could not be asked about', async () => {
      expect(await verdictOn()).toEqual(accepted);
      issuer.answerWith(down);
      now += 31 * SECOND;
      expect(await verdictOn({ key: keys.second })).toEqual(unavailable);
      expect(await verdictOn()).toEqual(accepted);
    });
  });

  it('never appear in what is said about them', async () => {
    const secret = await token({ claims: { sub: 'private-person' }, key: keys.second });
    const verdict = JSON.stringify(await verifier.verify(`Bearer ${secret}`));
    expect(verdict).not.toContain(secret.slice(0, 20));
    expect(verdict).not.toContain('private-person');
  });
});

type ServerAnswer = Parameters<NonNullable<Parameters<TestIssuer['answerWith']>[0]>>[0];
