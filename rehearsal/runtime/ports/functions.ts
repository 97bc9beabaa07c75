import type { Scope } from '../../kernel/scope.ts';

export interface Invocation {
  /** `Event` answers 202 as soon as the event is queued. Source: Lambda API, Invoke. */
  type: 'RequestResponse' | 'Event';
  payload: unknown;
}

export interface InvocationResult {
  /** 200 for RequestResponse, 202 for Event. */
  status: number;
  payload?: unknown;
  /** `Unhandled` when the handler threw or timed out. */
  functionError?: string;
  /** Of RequestResponse: the version that ran, which for a weighted alias is known only afterwards. */
  executedVersion?: string;
  /** The last 4 KB of the log. */
  logTail?: string;
}

/** Invokes real handler code. Throws AwsError `ResourceNotFoundException` for an unknown function. */
export interface Functions {
  /** `reference` is a name, an ARN, or either with a qualifier. */
  invoke(scope: Scope, reference: string, invocation: Invocation): Promise<InvocationResult>;
  exists(scope: Scope, reference: string): boolean;
}
