import { AwsError } from '../kernel/aws-error.ts';

/** Codes with which APIs say that what is to be deleted does not exist. */
const GONE = [
  'ResourceNotFound',
  'ResourceNotFoundException',
  'ObjectNotFoundException',
  'NotFoundException',
  'ParameterNotFound',
  'NoSuchBucket',
  'NoSuchEntityException',
  'DBInstanceNotFound',
];

/** Deletes; what is gone already counts as deleted. Source: CloudFormation's delete handlers succeed on not-found. */
export function unlessGone(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    if (!(error instanceof AwsError && GONE.includes(error.code))) throw error;
  }
}
