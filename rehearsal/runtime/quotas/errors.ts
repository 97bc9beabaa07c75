import { AwsError } from '../../kernel/aws-error.ts';

// Service Quotas. Source: its API model. Text unverified.

export const noSuchQuota = (): AwsError =>
  new AwsError('NoSuchResourceException', 'The request failed because the specified service quota does not exist.');

export const illegalArgument = (message: string): AwsError => new AwsError('IllegalArgumentException', message);
