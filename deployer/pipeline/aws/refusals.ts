import { CannotRelease } from '../../release/cannot-release.ts';

/**
 * What CodePipeline refuses, in words that say what to do; any other error stays what it is.
 * Source of names and reasons: the API reference's errors of each operation.
 */
export async function refusedBy(refusal: Error, pipeline: string, names?: () => Promise<string[]>): Promise<Error> {
  if (refusal.name === 'PipelineNotFoundException')
    return new CannotRelease(notFound(pipeline, names && (await names().catch(() => undefined))), { cause: refusal });
  const words = WORDS[refusal.name];
  return words === undefined ? refusal : new CannotRelease(words, { cause: refusal });
}

const notFound = (pipeline: string, existing: string[] | undefined): string => {
  const start = `There is no pipeline ${pipeline} in this account and region`;
  if (existing === undefined) return `${start}.`;
  return existing.length === 0 ? `${start}, nor any other.` : `${start}; there are: ${existing.join(', ')}.`;
};

const WORDS: Readonly<Record<string, string>> = {
  ApprovalAlreadyCompletedException: 'Somebody else has decided this approval in the meantime. Nothing was changed.',
  InvalidApprovalTokenException:
    'The approval no longer waits: it was decided, it expired, or its execution has ended. Nothing was changed.',
  PipelineExecutionNotFoundException: 'The pipeline has no execution with that id.',
  PipelineExecutionNotStoppableException: 'The execution cannot be stopped: it has ended.',
  DuplicatedStopRequestException:
    'The execution is already being stopped. To leave its running actions alone and stop at once, add --abandon.',
  StageNotRetryableException:
    'The stage cannot be retried: nothing in it has failed or was stopped, or the pipeline has been changed since.',
  NotLatestPipelineExecutionException:
    'A later execution has been in the stage since. Retry that one, or start a new one.',
  ConflictException: 'The pipeline is busy with another request. Try again in a moment.',
  ConcurrentPipelineExecutionsLimitExceededException:
    'As many executions are in progress as the pipeline allows. Stop one, or wait.',
};
