import { AwsError } from '../../kernel/aws-error.ts';

/** CloudFormation has one code for everything that is wrong with a request, a template or a stack's state. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);
