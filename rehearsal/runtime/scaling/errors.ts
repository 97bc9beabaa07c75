import { AwsError } from '../../kernel/aws-error.ts';

// Codes: Application Auto Scaling's API reference. Texts as they are quoted in public issues of its clients; ours where marked.

const validation = (message: string): AwsError => new AwsError('ValidationException', message);
const notFound = (message: string): AwsError => new AwsError('ObjectNotFoundException', message);

const DIMENSION = 'scalable dimension: ecs:service:DesiredCount';

export const serviceDoesNotExist = (resourceId: string): AwsError =>
  validation(`ECS service doesn't exist: ${resourceId}`);

export const noTargetRegistered = (resourceId: string): AwsError =>
  notFound(`No scalable target registered for service namespace: ecs, resource ID: ${resourceId}, ${DIMENSION}`);

export const noTargetFound = (resourceId: string): AwsError =>
  notFound(`No scalable target found for service namespace: ecs, resource ID: ${resourceId}, ${DIMENSION}`);

export const noPolicyFound = (resourceId: string, name: string): AwsError =>
  notFound(`No scaling policy found for service namespace: ecs, resource ID: ${resourceId}, ${DIMENSION}: ${name}`);

export const noTaggedResource = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Resource not found: ${arn}`);

/** Ours. */
export const invalid = (message: string): AwsError => validation(message);

/** Ours: what AWS does and the rehearsal does not. */
export const notRehearsed = (what: string): AwsError => validation(`The rehearsal does not implement ${what}.`);
