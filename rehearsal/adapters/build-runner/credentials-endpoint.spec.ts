import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { TemporaryCredentials } from '../../runtime/ports/credentials.ts';
import { credentialsEndpoint, type CredentialsEndpoint } from './credentials-endpoint.ts';

let endpoint: CredentialsEndpoint;
beforeEach(() => {
  endpoint = credentialsEndpoint();
});
afterEach(() => endpoint.close());

const MINUTE = 60_000;
const keys = (accessKeyId: string, expiresAt: number): TemporaryCredentials => ({
  accessKeyId,
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiresAt,
});
const ask = (environment: Record<string, string>, authorization = environment['AWS_CONTAINER_AUTHORIZATION_TOKEN']) =>
  fetch(environment['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '', { headers: { authorization: authorization ?? '' } });

it('gives the same keys until they are about to end, then new ones', async () => {
  const issued = [keys('ASIA1', Date.now() + 11 * MINUTE), keys('ASIA2', Date.now() + 9 * MINUTE), keys('ASIA3', 4e12)];
  const { environment } = await endpoint.open(() => issued.shift() ?? keys('none', 0));
  const answers: unknown[] = [];
  for (let count = 0; count < 2; count++) answers.push(await (await ask(environment)).json());
  expect(answers).toMatchObject([{ AccessKeyId: 'ASIA1' }, { AccessKeyId: 'ASIA1' }]);
  const late = await endpoint.open(() => issued.shift() ?? keys('none', 0));
  expect(await (await ask(late.environment)).json()).toEqual({
    AccessKeyId: 'ASIA3',
    SecretAccessKey: 'secret',
    Token: 'token',
    Expiration: new Date(4e12).toISOString(),
  });
});

it("answers nobody else's token, no other path, and no build that is over", async () => {
  const { environment, forget } = await endpoint.open(() => keys('ASIA1', 4e12));
  const other = await endpoint.open(() => keys('ASIA2', 4e12));
  expect((await ask(environment, other.environment['AWS_CONTAINER_AUTHORIZATION_TOKEN'])).status).toBe(403);
  expect((await ask(environment, '')).status).toBe(403);
  expect((await ask(environment)).status).toBe(200);
  forget();
  expect((await ask(environment)).status).toBe(403);
  expect((await ask(other.environment)).status).toBe(200);
});

it('passes on that there is no such role', async () => {
  const refuse = () => {
    throw new Error('no such role');
  };
  await expect(endpoint.open(refuse)).rejects.toThrow('no such role');
});
