import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

/** The headers of a POST to the endpoint, with its signature. */
export type SignRequest = (headers: Record<string, string>, body: Uint8Array) => Promise<Record<string, string>>;

/** `xray.<region>.amazonaws.com`, and China's. */
const XRAY = /^xray\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/**
 * Signs by Signature Version 4 as service `xray`, with the credentials of the process (the task role), where the
 * endpoint is CloudWatch's; any other collector gets none. The AWS libraries are loaded only then.
 * Needs `xray:PutTraceSegments` (AWS managed policy AWSXrayWriteOnlyAccess).
 */
export async function requestSigner(endpoint: URL): Promise<SignRequest | undefined> {
  const region = XRAY.exec(endpoint.hostname)?.[1];
  if (region === undefined) return undefined;
  const [{ SignatureV4 }, { defaultProvider }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-sdk/credential-provider-node'),
  ]);
  const signer = new SignatureV4({ service: 'xray', region, credentials: defaultProvider(), sha256: Sha256 });
  return async (headers, body) => {
    const request = await signer.sign({
      method: 'POST',
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      path: endpoint.pathname,
      query: Object.fromEntries(endpoint.searchParams),
      headers: { ...headers, host: endpoint.host },
      body,
    });
    return request.headers;
  };
}

/** Node's SHA-256 in the form that the signer takes. */
class Sha256 {
  readonly #secret: string | ArrayBuffer | ArrayBufferView | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.#hash = this.#start();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(this.#secret));
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
