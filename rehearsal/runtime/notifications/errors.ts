import { AwsError } from '../../kernel/aws-error.ts';

// Codes: SNS API, errors of each action. Texts of real accounts where they are known, else ours.

export const topicNotFound = (): AwsError => new AwsError('NotFoundException', 'Topic does not exist', { status: 404 });
export const subscriptionNotFound = (): AwsError =>
  new AwsError('NotFoundException', 'Subscription does not exist', { status: 404 });
export const resourceNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'Resource does not exist', { status: 404 });
export const invalidParameter = (what: string): AwsError =>
  new AwsError('InvalidParameterException', `Invalid parameter: ${what}`);
export const notAuthorized = (who: string, arn: string): AwsError =>
  new AwsError(
    'AuthorizationErrorException',
    `User: ${who} is not authorized to perform: SNS:Publish on resource: ${arn} because no resource-based policy allows the SNS:Publish action`,
    { status: 403 },
  );
export const keyAccessDenied = (who: string): AwsError =>
  new AwsError(
    'KMSAccessDeniedException',
    `${who} may not use the key alias/aws/sns: the policy of a key that AWS manages cannot be changed to let it.`,
  );
export const batchError = (code: string, message: string): AwsError => new AwsError(code, message);
/** What SNS does and the rehearsal does not: refused by name rather than done wrongly. */
export const notRehearsed = (what: string): AwsError => invalidParameter(`The rehearsal does not implement ${what}`);
