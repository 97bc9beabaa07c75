import { AwsError } from '../../kernel/aws-error.ts';

// Secrets Manager. Codes: its API model; texts as AWS answers (snapshots of LocalStack's parity tests), ours where marked.

export const secretNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

/** `what` is `staging label: AWSCURRENT` or `VersionId: …`. */
export const valueNotFound = (what: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);

export const secretExists = (name: string): AwsError =>
  new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);

/** Text unverified. */
export const versionExists = (versionId: string): AwsError =>
  new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${versionId} because that value is already in use for a version of secret with another value.`,
  );

export const markedForDeletion = (): AwsError =>
  invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");

export const nameScheduledForDeletion = (): AwsError =>
  invalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion.");

export const noRotationFunction = (): AwsError =>
  invalidRequest('No Lambda rotation function ARN is associated with this secret.');

export const rotationUnderWay = (): AwsError =>
  invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");

export const functionRefused = (): AwsError =>
  new AwsError(
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  );

/** Text unverified. Source: user guide, "Secrets managed by other services": they are changed through that service. */
export const managedSecret = (service: string): AwsError =>
  invalidRequest(`You can't perform this operation on the secret because it is managed by ${service}.`);

export const malformedPolicy = (): AwsError =>
  new AwsError('MalformedPolicyDocumentException', 'This resource policy contains invalid Json.');

export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);

export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);

export const invalidInput = (message: string): AwsError => new AwsError('ValidationException', message);

export const invalidToken = (): AwsError => new AwsError('InvalidNextTokenException', 'Invalid pagination token.');

/** Ours: what Secrets Manager does and the rehearsal does not. */
export const notRehearsed = (what: string): AwsError =>
  new AwsError('InvalidRequestException', `The rehearsal does not implement ${what}.`);
