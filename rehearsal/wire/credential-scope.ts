import type { WireRequest } from './protocols/protocol.ts';

/** What a request's signature says of its sender. The signature itself is not verified. */
export interface CredentialScope {
  accessKeyId: string;
  region: string;
  signingName: string;
  sessionToken: string | undefined;
}

/** From the Authorization header or a presigned URL. Source: IAM User Guide, elements of a Signature Version 4 request. */
export function credentialScope(request: WireRequest): CredentialScope | undefined {
  const header = /^AWS4-HMAC-SHA256\s.*?Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const [accessKeyId, , region, signingName, terminator] = (
    header ??
    parameter(request, 'X-Amz-Credential') ??
    ''
  ).split('/');
  if (!accessKeyId || !region || !signingName || terminator !== 'aws4_request') return undefined;
  const token = request.headers['x-amz-security-token'];
  const sessionToken = (typeof token === 'string' ? token : undefined) ?? parameter(request, 'X-Amz-Security-Token');
  return { accessKeyId, region, signingName, sessionToken };
}

const parameter = (request: WireRequest, name: string): string | undefined =>
  request.url.searchParams.get(name) ?? undefined;
