import type { FunctionFailure } from '../../runtime/ports/function-workers.ts';

/** What the engine tells a worker. */
export interface InvokeMessage {
  type: 'invoke';
  requestId: string;
  /** JSON. */
  payload: string;
  functionArn: string;
  /** Epoch milliseconds. */
  deadline: number;
}

/** What a worker tells the engine. */
export type WorkerMessage =
  | { type: 'ready' }
  | { type: 'init-failure'; failure: FunctionFailure }
  | { type: 'log'; message: string }
  | { type: 'result'; payload: string; memoryMb: number }
  | { type: 'failure'; failure: FunctionFailure; memoryMb: number };
