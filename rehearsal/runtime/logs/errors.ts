import { AwsError } from '../../kernel/aws-error.ts';

// CloudWatch Logs. Codes: its API reference; texts as real endpoints answer, ours where marked.

export const groupNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');

export const streamNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');

export const groupExists = (): AwsError =>
  new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');

export const streamExists = (): AwsError =>
  new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');

export const notChronological = (): AwsError =>
  new AwsError(
    'InvalidParameterException',
    'Log events in a single PutLogEvents request must be in chronological order.',
  );

export const invalidNextToken = (): AwsError =>
  new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');

/** Ours. */
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** Ours: what CloudWatch Logs does and the rehearsal does not. */
export const notRehearsed = (what: string): AwsError =>
  new AwsError('InvalidParameterException', `The rehearsal does not implement ${what}.`);
