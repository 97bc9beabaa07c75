import { AwsError } from '../../kernel/aws-error.ts';

// CodeBuild. Codes: its API reference; texts as real endpoints answer where known, ours where marked.

export const projectExists = (arn: string): AwsError =>
  new AwsError('ResourceAlreadyExistsException', `Project already exists: ${arn}`);

export const projectNotFound = (nameOrArn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Project cannot be found: ${nameOrArn}`);

export const buildNotFound = (id: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Build cannot be found: ${id}`);

export const reportGroupExists = (arn: string): AwsError =>
  new AwsError('ResourceAlreadyExistsException', `Report group already exists: ${arn}`);

export const reportGroupNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Report group cannot be found: ${arn}`);

export const reportNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Report cannot be found: ${arn}`);

export const invalidInput = (message: string): AwsError => new AwsError('InvalidInputException', message);

/** Ours: what CodeBuild does and the rehearsal does not. */
export const notRehearsed = (what: string): AwsError =>
  new AwsError('InvalidInputException', `The rehearsal does not implement ${what}.`);
