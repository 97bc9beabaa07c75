import { AwsError } from '../../kernel/aws-error.ts';

// Codes of ACM's API reference. Texts as clients have reported them; those marked so were not found and are unverified.

export const certificateNotFound = (arn: string) =>
  new AwsError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
/** Text unverified. */
export const certificateInUse = (arn: string) =>
  new AwsError('ResourceInUseException', `Certificate ${arn} is in use.`);
/** Text unverified. */
export const invalidArn = (arn: string) =>
  new AwsError('InvalidArnException', `${arn} is not a valid certificate ARN.`);
/** Text unverified. */
export const invalidDomain = (name: string) =>
  new AwsError('ValidationException', `The domain name ${name} is not a fully qualified domain name.`);
/** Text unverified. */
export const tooManyNames = (most: number) =>
  new AwsError('LimitExceededException', `A certificate can have at most ${most} domain names.`);

/** Not an answer of AWS: what the rehearsal cannot do is refused by name. */
export const notRehearsed = (what: string) =>
  new AwsError('InvalidParameterException', `The rehearsal does not implement ${what}.`);
