/** Why a command changes nothing. Each is data: the use case turns it into the API's error. */
export type Rejection =
  | { rejected: 'AlreadyExists' }
  | { rejected: 'DoesNotExist' }
  | { rejected: 'AlreadyCompleted' }
  /** The original task set is being terminated: nothing is left to return to. */
  | { rejected: 'TooLateToStop' }
  | { rejected: 'NotWaiting' }
  /** The compute platform has no such wait. */
  | { rejected: 'NotSupported' }
  | { rejected: 'UnknownHookExecution' }
  | { rejected: 'HookAlreadyCompleted' }
  /** The runner reported what the deployment did not ask for; a defect, or a result that came after the end. */
  | { rejected: 'Unexpected'; detail: string };
