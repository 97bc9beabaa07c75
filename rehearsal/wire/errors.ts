import { AwsError } from '../kernel/aws-error.ts';

/** The port cannot be listened on; the message says what to do. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${port} on ${host} is taken by another program. Stop it, or choose another port.`, { cause });
    this.port = port;
  }
}

// Codes of AWS's front door, common to its APIs. Source: "Common errors" in the API references (STS, CloudFormation,
// CloudWatch). Texts of awsQuery as real endpoints answer; those of the JSON front doors are ours (AWS sends none).

export const unknownOperation = (operation: string): AwsError =>
  new AwsError(
    'UnknownOperationException',
    `The operation ${operation || '(none named)'} is not known to this endpoint.`,
  );

/** REST services answer an unknown route with 404. Unverified against a recording. */
export const unknownRoute = (method: string, path: string): AwsError =>
  new AwsError('UnknownOperationException', `No operation has the route ${method} ${path}.`, { status: 404 });

export const invalidAction = (action: string, version: string): AwsError =>
  new AwsError('InvalidAction', `Could not find operation ${action} for version ${version}`);

export const missingAction = (): AwsError =>
  new AwsError('MissingAction', 'The request is missing an action or a required parameter.');

export const missingToken = (): AwsError =>
  new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', { status: 403 });

/** The front door's errors have other codes where a request is awsQuery. Source: as the AWS CLI shows them. */
export function inQueryWords(error: AwsError): AwsError {
  const code = QUERY_CODES[error.code];
  return code === undefined ? error : new AwsError(code, error.message, { status: error.status, cause: error });
}

const QUERY_CODES: Record<string, string> = {
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  ExpiredTokenException: 'ExpiredToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
};

export const unreadableInput = (cause: unknown, isQuery: boolean): AwsError =>
  new AwsError(isQuery ? 'MalformedInput' : 'SerializationException', 'The request could not be read.', { cause });

export const requestTooLarge = (limit: number): AwsError =>
  new AwsError('RequestEntityTooLargeException', `The request is larger than ${limit} bytes.`, { status: 413 });

export const internalFailure = (cause: unknown): AwsError =>
  new AwsError('InternalFailure', 'The request processing has failed because of an unknown error.', {
    status: 500,
    cause,
  });
