/**
 * An error that a client of an AWS API may see: thrown by use cases through their catalogues (`errors.ts` beside
 * them), written by the gateway in the protocol of the request. Anything else that is thrown becomes a logged 500.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The exception's shape name in the service's model, for example `DeploymentDoesNotExistException`. */
  readonly code: string;
  /** HTTP status; 4xx is the sender's fault, 5xx the receiver's. */
  readonly status: number;
  /** What the error says beside code and message, where a protocol has a place for it (S3's XML). */
  readonly details: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; cause?: unknown; details?: Record<string, string> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details ?? {};
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
