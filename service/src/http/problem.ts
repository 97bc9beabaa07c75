import { STATUS_CODES } from 'node:http';

/** Body of every error answer, after RFC 9457; sent as `application/problem+json`. */
export interface ProblemBody {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** What is wrong and what is allowed; never internals. */
  readonly detail: string;
  readonly requestId: string;
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The service's errors as clients see them: one static method a kind. */
export class Problem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  private constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.headers = headers;
  }

  static badRequest(detail: string): Problem {
    return new Problem(400, detail);
  }

  /** @param challenge value of `www-authenticate` */
  static unauthorized(detail: string, challenge: string): Problem {
    return new Problem(401, detail, { 'www-authenticate': challenge });
  }

  static notFound(path: string): Problem {
    return new Problem(404, `There is nothing at ${path}.`);
  }

  static methodNotAllowed(method: string, path: string, allow: readonly string[]): Problem {
    return new Problem(405, `${path} does not answer ${method}; it answers ${allow.join(', ')}.`, {
      allow: allow.join(', '),
    });
  }

  /** @param etag of what is there, by which the client may name it */
  static conflict(detail: string, etag: string): Problem {
    return new Problem(409, detail, { etag });
  }

  /** @param etag of what is there; absent where nothing is */
  static preconditionFailed(detail: string, etag?: string): Problem {
    return new Problem(412, detail, etag === undefined ? {} : { etag });
  }

  static payloadTooLarge(detail: string): Problem {
    return new Problem(413, detail);
  }

  /** @param retryAfter seconds */
  static unavailable(detail: string, retryAfter: number): Problem {
    return new Problem(503, detail, { 'retry-after': String(retryAfter) });
  }

  /** The content of a request stopped coming. */
  static requestTimeout(detail: string): Problem {
    return new Problem(408, detail);
  }

  /** The target of a forwarded path cannot be reached, or broke off. */
  static badGateway(path: string): Problem {
    return new Problem(502, `What answers ${path} could not be reached, or broke off.`);
  }

  static gatewayTimeout(path: string): Problem {
    return new Problem(504, `What answers ${path} took too long.`);
  }

  static loopDetected(path: string): Problem {
    return new Problem(508, `${path} is forwarded in a circle.`);
  }

  /** Faults of the request that the framework found; its own message says which. */
  static framework(status: number, detail: string): Problem {
    return new Problem(status, detail);
  }

  /** Everything unforeseen: the log has the cause, the client the id to ask for. */
  static internal(): Problem {
    return new Problem(500, 'The service failed to answer. Its log knows why, under this request id.');
  }

  body(requestId: string): ProblemBody {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      requestId,
    };
  }
}
