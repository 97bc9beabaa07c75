import { AwsError } from '../kernel/aws-error.ts';

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

/** What S3 has and the rehearsal has not. Code and status: S3 API reference, list of error codes. */
export const unknownBucketOperation = (operation: string): AwsError =>
  operation === ''
    ? new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', { status: 405 })
    : new AwsError('NotImplemented', `The rehearsal does not implement ${operation}.`, { status: 501 });

/** The front door's errors in S3's words. Source: S3 API reference, list of error codes. */
export function inBucketWords(error: AwsError): AwsError {
  const [code, message = error.message] = BUCKET_WORDS[error.code] ?? [error.code];
  return new AwsError(code, message, { status: error.status, cause: error });
}

const BUCKET_WORDS: Record<string, [code: string, message?: string]> = {
  MissingAuthenticationTokenException: ['AccessDenied', 'Access Denied'],
  ExpiredTokenException: ['ExpiredToken', 'The provided token has expired.'],
  UnrecognizedClientException: [
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
  ],
};

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

/** Code and text: S3 API reference, list of error codes. */
export const incompleteBody = (cause?: unknown): AwsError =>
  new AwsError('IncompleteBody', 'The request body terminated unexpectedly', { cause });

export const malformedXml = (cause: unknown): AwsError =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    { cause },
  );

export const unreadableInput = (cause: unknown, isQuery: boolean): AwsError =>
  new AwsError(isQuery ? 'MalformedInput' : 'SerializationException', 'The request could not be read.', { cause });

export const requestTooLarge = (limit: number): AwsError =>
  new AwsError('RequestEntityTooLargeException', `The request is larger than ${limit} bytes.`, { status: 413 });

export const internalFailure = (cause: unknown): AwsError =>
  new AwsError('InternalFailure', 'The request processing has failed because of an unknown error.', {
    status: 500,
    cause,
  });
