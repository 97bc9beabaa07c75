/** Why a command may not be. The API's errors are made of these. */
export type Rejection =
  | { rejected: 'PipelineDoesNotExist' }
  | { rejected: 'ExecutionDoesNotExist' }
  | { rejected: 'StageDoesNotExist'; stage: string }
  | { rejected: 'ActionDoesNotExist'; action: string }
  | { rejected: 'NotStoppable' }
  | { rejected: 'AlreadyStopping' }
  | { rejected: 'NotRetryable' }
  | { rejected: 'NotLatest' }
  | { rejected: 'InvalidToken' }
  | { rejected: 'AlreadyDecided' }
  /** The runner's own fault, or a report that comes too late. */
  | { rejected: 'Unexpected'; detail: string };
