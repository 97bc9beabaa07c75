import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { requestSigner } from './request-signer.ts';

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'a-token',
};
const BODY = Buffer.from('{"resourceSpans":[]}');

describe('requests to CloudWatch', () => {
  let before: NodeJS.ProcessEnv;
  beforeEach(() => {
    before = process.env;
    process.env = { ...before, ...CREDENTIALS };
  });
  afterEach(() => {
    process.env = before;
  });

  it('carry a signature of their headers and body, by the credentials of the process', async () => {
    const sign = await requestSigner(new URL('https://xray.eu-west-1.amazonaws.com/v1/traces'));
    const headers = (await sign?.({ 'content-type': 'application/json' }, BODY)) ?? {};
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      host: 'xray.eu-west-1.amazonaws.com',
      'x-amz-content-sha256': sha256(BODY),
      'x-amz-security-token': 'a-token',
    });
    const date = String(headers['x-amz-date']);
    const scope = `${date.slice(0, 8)}/eu-west-1/xray/aws4_request`;
    const { names, signature } =
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(?<scope>\S+), SignedHeaders=(?<names>\S+), Signature=(?<signature>[0-9a-f]{64})$/.exec(
        String(headers['authorization']),
      )?.groups ?? {};
    expect(names).toBe('content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token');
    expect(signature).toBe(signatureOf(headers, names ?? '', date, scope));
  });

  it.each([
    'http://127.0.0.1:4318/v1/traces',
    'https://collector.example.com/v1/traces',
    'https://xray.eu-west-1.amazonaws.com.example.com/v1/traces',
  ])('alone are signed: %s is another collector', async (endpoint) => {
    expect(await requestSigner(new URL(endpoint))).toBeUndefined();
  });
});

/** By the user guide of IAM, "Create a signed AWS API request". */
function signatureOf(headers: Record<string, string>, names: string, date: string, scope: string): string {
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const request = `POST\n/v1/traces\n\n${lines.join('')}\n${names}\n${sha256(BODY)}`;
  let key: Buffer = Buffer.from(`AWS4${CREDENTIALS.AWS_SECRET_ACCESS_KEY}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(request)}`)
    .digest('hex');
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
