import { AwsError } from '../../kernel/aws-error.ts';

// Codes: EventBridge API, errors of each action; ValidationException is the front door's and not in its model.

export const ruleNotFound = (name: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
export const busNotFound = (name: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
export const invalidPattern = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
export const validation = (message: string): AwsError => new AwsError('ValidationException', message);
/** What EventBridge does and the rehearsal does not: refused by name rather than done wrongly. */
export const notRehearsed = (what: string): AwsError => validation(`The rehearsal does not implement ${what}.`);
