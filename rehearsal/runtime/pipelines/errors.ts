import type { DefinitionFinding } from '../../domain/pipeline-run/check-definition.ts';
import type { Rejection } from '../../domain/pipeline-run/rejection.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import { assertNever } from '../../kernel/assert-never.ts';

/**
 * Everything that CodePipeline's API refuses here. Codes are the model's (codepipeline-2015-07-09). Texts follow the model's
 * descriptions; they are unverified, save where domain/pipeline-run/check-definition.ts says otherwise.
 */
const error = (code: string, message: string) => new AwsError(code, message);

export const pipelineErrors = {
  validation: (message: string) => error('ValidationException', message),
  invalidDefinition: ({ code, message }: DefinitionFinding) => error(code, message),
  nameInUse: (name: string) =>
    error('PipelineNameInUseException', `A pipeline with name '${name}' already exists in this account`),
  notFound: (account: string, name: string) =>
    error('PipelineNotFoundException', `Account '${account}' does not have a pipeline with name '${name}'`),
  versionNotFound: (name: string, version: number) =>
    error('PipelineVersionNotFoundException', `Pipeline '${name}' does not have a version ${version}`),
  executionNotFound: (id: string, name: string) =>
    error('PipelineExecutionNotFoundException', `Pipeline '${name}' has no execution with id '${id}'`),
  resourceNotFound: (arn: string) => error('ResourceNotFoundException', `There is no resource ${arn}`),
  invalidArn: (arn: string) => error('InvalidArnException', `${arn} is not the ARN of a pipeline`),
  invalidNextToken: () =>
    error('InvalidNextTokenException', 'The next token is not one that a previous call returned.'),
};

/** The API's error for what a pipeline refused. */
export function refusalOf(rejection: Rejection, pipeline: string, executionId = ''): Error {
  switch (rejection.rejected) {
    case 'PipelineDoesNotExist':
      return new TypeError(`${pipeline} has no definition.`);
    case 'ExecutionDoesNotExist':
      return pipelineErrors.executionNotFound(executionId, pipeline);
    case 'StageDoesNotExist':
      return error(
        'StageNotFoundException',
        `Pipeline '${pipeline}' does not have a stage with name '${rejection.stage}'`,
      );
    case 'ActionDoesNotExist':
      return error(
        'ActionNotFoundException',
        `Pipeline '${pipeline}' does not have an action with name '${rejection.action}'`,
      );
    case 'NotStoppable':
      return error(
        'PipelineExecutionNotStoppableException',
        `Unable to stop the pipeline execution ${executionId}. It might already be stopped, or it is no longer in progress.`,
      );
    case 'AlreadyStopping':
      return error(
        'DuplicatedStopRequestException',
        `The pipeline execution ${executionId} is already in a Stopping state. That request cannot be made again.`,
      );
    case 'NotRetryable':
      return error(
        'StageNotRetryableException',
        'Unable to retry. The pipeline structure or stage state might have changed while actions awaited retry, or the stage contains no failed actions.',
      );
    case 'NotLatest':
      return error(
        'NotLatestPipelineExecutionException',
        `The stage has been entered by a later execution: ${executionId} is out of date.`,
      );
    case 'InvalidToken':
      return error('InvalidApprovalTokenException', 'The approval request already received a response or has expired.');
    case 'AlreadyDecided':
      return error('ApprovalAlreadyCompletedException', 'The approval action has already been approved or rejected.');
    case 'Unexpected':
      return new TypeError(`${pipeline}: ${rejection.detail}`);
    default:
      return assertNever(rejection, 'rejection');
  }
}
