import { AwsError } from '../../kernel/aws-error.ts';

// DynamoDB. Codes: its API reference; texts as dynalite recorded them from real tables, ours where marked.

export const tableNotFound = (name: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);

export const resourceNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`);

/** Unverified text. */
export const tableExists = (name: string): AwsError =>
  new AwsError('ResourceInUseException', `Table already exists: ${name}`);

/** Source: developer guide, "Using deletion protection". Unverified text. */
export const protectedAgainstDeletion = (): AwsError =>
  invalid(
    'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  );

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** Ours: what DynamoDB does and the rehearsal does not. */
export const notRehearsed = (what: string): AwsError => invalid(`The rehearsal does not implement ${what}.`);
