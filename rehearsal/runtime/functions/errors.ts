import { AwsError } from '../../kernel/aws-error.ts';

/** Source: Lambda API reference and answers of real accounts. */
export const functionNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404 });
export const functionExists = (name: string): AwsError =>
  new AwsError('ResourceConflictException', `Function already exist: ${name}`, { status: 409 });
export const aliasExists = (arn: string): AwsError =>
  new AwsError('ResourceConflictException', `Alias already exists: ${arn}`, { status: 409 });
export const aliasNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${arn}`, { status: 404 });
export const versionInUse = (aliases: readonly string[]): AwsError =>
  new AwsError(
    'ResourceConflictException',
    `Unable to delete version because the following aliases reference it: [${aliases.join(', ')}]`,
    { status: 409 },
  );
export const revisionMismatch = (): AwsError =>
  new AwsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    { status: 412 },
  );
/** A member that breaks its constraint in the service's model; no exception of the model has this code. */
export const validationFailed = (problem: string): AwsError =>
  new AwsError('ValidationException', `1 validation error detected: ${problem}`);
export const statementExists = (id: string): AwsError =>
  new AwsError(
    'ResourceConflictException',
    `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    { status: 409 },
  );
export const noPolicy = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', { status: 404 });
export const statementNotFound = (id: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Statement ${id} is not found in resource policy.`, { status: 404 });
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);
export const unreadablePayload = (why: string): AwsError =>
  new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${why}`);
export const tooManyRequests = (): AwsError =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429 });
export const unsupportedRuntime = (runtime: string): AwsError =>
  invalidParameter(
    `The rehearsal runs Node.js functions only (nodejs20.x, nodejs22.x, nodejs24.x), not runtime ${runtime}.`,
  );
