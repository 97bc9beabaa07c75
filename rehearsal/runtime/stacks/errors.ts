import { validationError } from '../../domain/stack/validation-error.ts';
import { AwsError } from '../../kernel/aws-error.ts';

/** Texts of CloudFormation; source: API reference and answers of real accounts, unless marked unverified. */
export const stackDoesNotExist = (nameOrId: string): AwsError =>
  validationError(`Stack with id ${nameOrId} does not exist`);
export const stackToChangeDoesNotExist = (name: string): AwsError => validationError(`Stack [${name}] does not exist`);
export const alreadyExists = (name: string): AwsError =>
  new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
export const noUpdates = (): AwsError => validationError('No updates are to be performed.');
export const notInState = (stackId: string, status: string, verb: string): AwsError =>
  validationError(`Stack:${stackId} is in ${status} state and can not be ${verb}.`);
export const terminationProtected = (stackId: string): AwsError =>
  validationError(`Stack [${stackId.split('/')[1]}] cannot be deleted while TerminationProtection is enabled`);
export const noTemplate = (): AwsError => validationError('Either Template URL or Template Body must be specified.');
export const noSuchExport = (name: string): AwsError => validationError(`No export named ${name} found.`);
export const exportTaken = (name: string, stackName: string): AwsError =>
  validationError(`Export with name ${name} is already exported by stack ${stackName}`);
export const exportInUse = (name: string, users: string[], verb: 'deleted' | 'updated'): AwsError =>
  validationError(`Export ${name} cannot be ${verb} as it is in use by ${users.join(', ')}`);
export const noSuchAttribute = (logicalId: string, attribute: string): AwsError =>
  validationError(`Requested attribute ${attribute} does not exist in schema for ${logicalId}`);
export const noSuchResource = (logicalId: string, stackName: string): AwsError =>
  validationError(`Resource ${logicalId} does not exist for stack ${stackName}`);
export const changeSetNotFound = (name: string): AwsError =>
  new AwsError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, { status: 404 });
export const changeSetNotExecutable = (name: string, status: string): AwsError =>
  new AwsError('InvalidChangeSetStatus', `ChangeSet [${name}] cannot be executed in its current status of [${status}]`);
/** Not AWS's: what the rehearsal cannot do, by name, before anything starts. */
export const cannotRehearse = (stackName: string, problems: readonly string[]): AwsError =>
  validationError(
    `The rehearsal cannot run the template of ${stackName}:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
  );
