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
