import { AwsError } from '../../kernel/aws-error.ts';

// SSM Parameter Store. Codes: its API reference; texts as real endpoints answer, ours where marked.

/** AWS sends no text; the name is ours. */
export const parameterNotFound = (name: string): AwsError =>
  new AwsError('ParameterNotFound', `Parameter ${name} not found.`);

export const parameterExists = (): AwsError =>
  new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );

export const versionNotFound = (name: string, version: string): AwsError =>
  new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );

export const patternMismatch = (pattern: string): AwsError =>
  new AwsError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );

export const unsupportedType = (type: string): AwsError =>
  new AwsError('UnsupportedParameterType', `The parameter type ${type} is not supported.`);

export const invalidParameter = (message: string): AwsError => new AwsError('ValidationException', message);

export const reservedName = (name: string): AwsError =>
  new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);

/** Ours: what Parameter Store does and the rehearsal does not. */
export const notRehearsed = (what: string): AwsError =>
  new AwsError('ValidationException', `The rehearsal does not implement ${what}.`);
