import { AwsError } from '../../kernel/aws-error.ts';

// STS and the front door. Source: "Common errors" of the STS API; texts as real endpoints answer.

export const expiredToken = (): AwsError =>
  new AwsError('ExpiredTokenException', 'The security token included in the request is expired', { status: 403 });

export const invalidToken = (): AwsError =>
  new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', {
    status: 403,
  });

/** For an unknown role too: STS does not tell which roles exist. */
export const notAuthorizedToAssume = (caller: string, roleArn: string): AwsError =>
  new AwsError('AccessDenied', `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`, {
    status: 403,
  });

export const invalidRequest = (message: string): AwsError => new AwsError('ValidationError', message);

// IAM. Source: IAM API, errors of CreateRole, DeleteRole, PutRolePolicy, CreatePolicy.

export const noSuchRole = (name: string): AwsError =>
  new AwsError('NoSuchEntityException', `The role with name ${name} cannot be found.`, { status: 404 });

export const noSuchPolicy = (arn: string): AwsError =>
  new AwsError('NoSuchEntityException', `Policy ${arn} does not exist or is not attachable.`, { status: 404 });

export const roleExists = (name: string): AwsError =>
  new AwsError('EntityAlreadyExistsException', `Role with name ${name} already exists.`, { status: 409 });

export const policyExists = (name: string): AwsError =>
  new AwsError(
    'EntityAlreadyExistsException',
    `A policy called ${name} already exists. Duplicate names are not allowed.`,
    { status: 409 },
  );

export const roleHasPolicies = (): AwsError =>
  new AwsError('DeleteConflictException', 'Cannot delete entity, must delete policies first.', { status: 409 });

export const policyIsAttached = (): AwsError =>
  new AwsError('DeleteConflictException', 'Cannot delete a policy attached to entities.', { status: 409 });

export const malformedPolicy = (message: string): AwsError => new AwsError('MalformedPolicyDocumentException', message);
