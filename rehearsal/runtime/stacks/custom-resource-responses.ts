import type { Ids } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { ReservedAnswer, ReservedHost, ReservedRequest } from '../ports/reserved-host.ts';

/** What a custom resource's function PUTs. Source: user guide, "Custom resource response objects". */
export interface CustomResourceResponse {
  Status?: unknown;
  Reason?: unknown;
  PhysicalResourceId?: unknown;
  StackId?: unknown;
  RequestId?: unknown;
  LogicalResourceId?: unknown;
  NoEcho?: unknown;
  Data?: unknown;
}

export interface ExpectedResponse {
  url: string;
  response: Promise<CustomResourceResponse>;
  /** No answer is taken any more. */
  forget(): void;
}

const HOST = /^cloudformation-custom-resource-response-[a-z0-9-]+\.s3\.[a-z0-9-]+\.amazonaws\.com$/;

/** The S3 host at which CloudFormation waits for its custom resources' answers. */
export class CustomResourceResponses implements ReservedHost {
  readonly #ids: Ids;
  readonly #expected = new Map<string, (response: CustomResourceResponse) => void>();

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  expect(scope: Scope, stackId: string, logicalId: string, requestId: string): ExpectedResponse {
    const host = `cloudformation-custom-resource-response-${scope.region}.s3.${scope.region}.amazonaws.com`;
    // The signature stands for the presigned URL's: only who was given the URL can answer.
    const path = `/${encodeURIComponent(`${stackId}|${logicalId}|${requestId}`)}?X-Amz-Signature=${this.#ids.hex(64)}`;
    const response = new Promise<CustomResourceResponse>((resolve) => this.#expected.set(path, resolve));
    return { url: `https://${host}${path}`, response, forget: () => void this.#expected.delete(path) };
  }

  owns(host: string): boolean {
    return HOST.test(host);
  }

  answer({ method, path, body }: ReservedRequest): ReservedAnswer {
    const resolve = this.#expected.get(path);
    if (method !== 'PUT' || !resolve)
      return { status: 403, body: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>' };
    this.#expected.delete(path);
    resolve(read(Buffer.from(body).toString('utf8')));
    return { status: 200, body: '' };
  }
}

function read(body: string): CustomResourceResponse {
  try {
    const document: unknown = JSON.parse(body);
    if (typeof document === 'object' && document !== null) return document;
  } catch {
    // Told to the user as CloudFormation does, below.
  }
  return { Status: 'FAILED', Reason: 'Invalid response object: the body is no JSON object.' };
}
