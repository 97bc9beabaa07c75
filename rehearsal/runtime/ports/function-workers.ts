/** Where a function's files come from. */
export type FunctionCode =
  | { kind: 'directory'; path: string }
  | { kind: 'zip'; bytes: Uint8Array }
  /** One file, `index` with the runtime's extension. */
  | { kind: 'inline'; source: string };

export interface StagedCode {
  /** Base64. */
  sha256: string;
  /** Bytes. */
  size: number;
  /** Folder with the files, outside the repository. */
  root: string;
}

export interface WorkerConfiguration {
  /** Workers are shared by invocations of the same key: function, version and revision. */
  key: string;
  root: string;
  /** For example `index.handler`. */
  handler: string;
  /** For example `nodejs24.x`. */
  runtime: string;
  /** Called for each new worker: its complete environment. */
  launch(): WorkerLaunch;
}

export interface WorkerLaunch {
  environment: Record<string, string>;
  logStream: string;
  /** When the credentials in the environment end, epoch milliseconds: no invocation starts after. */
  expiresAt: number;
}

export interface WorkerInvocation {
  requestId: string;
  /** JSON. */
  payload: string;
  functionArn: string;
  /** Real milliseconds: a function's time-out is never scaled. */
  timeoutMs: number;
  /** Called once, before the handler runs. */
  started(logStream: string): void;
  log(message: string): void;
}

/** Source: Lambda developer guide, "Errors": the document a failed invocation answers. */
export interface FunctionFailure {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

export interface WorkerOutcome {
  result:
    | { kind: 'value'; payload: string }
    | { kind: 'failure'; failure: FunctionFailure }
    | { kind: 'timeout' }
    | { kind: 'exit'; status: string };
  /** Real milliseconds that the handler took. */
  durationMs: number;
  /** Real milliseconds to load the code, when this invocation started the worker. */
  initMs?: number;
  memoryMb: number;
}

/** Runs handlers, each in a process of its own. */
export interface FunctionWorkers {
  stage(code: FunctionCode): Promise<StagedCode>;
  /** Code that an earlier engine staged, with its files where this one runs them. Throws when they are gone. */
  restage(code: StagedCode): StagedCode;
  /** Uses an idle worker of the same key or starts one. */
  invoke(configuration: WorkerConfiguration, invocation: WorkerInvocation): Promise<WorkerOutcome>;
  /** Ends idle workers of the key now, busy ones when they are done. */
  retire(key: string): void;
  stop(): Promise<void>;
}
