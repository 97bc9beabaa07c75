import { AwsError } from '../../kernel/aws-error.ts';

// Codes: CloudWatch API, errors of each action. Texts without a recorded source are ours.

export const alarmNotFound = (): AwsError => new AwsError('ResourceNotFound', 'Alarm does not exist', { status: 404 });

/** The front door's check of the model's constraints, which the awsQuery protocol calls ValidationError. */
export const invalidAlarm = (message: string): AwsError => new AwsError('ValidationException', message);

export const invalidValue = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

export const invalidCombination = (message: string): AwsError =>
  new AwsError('InvalidParameterCombinationException', message);

export const missingParameter = (name: string): AwsError =>
  new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`);

/** What CloudWatch does and the rehearsal does not: refused by name rather than evaluated wrongly. */
export const notRehearsed = (what: string): AwsError =>
  new AwsError('InvalidParameterValueException', `The rehearsal does not implement ${what}.`);
