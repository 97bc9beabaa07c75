import type { Scope } from '../kernel/scope.ts';

/** Who calls, as the gateway read it from the request's credentials. */
export interface Caller {
  /** For example `arn:aws:iam::111111111111:root` or an assumed role's ARN. */
  arn: string;
  account: string;
  accessKeyId: string;
}

export interface CallContext {
  scope: Scope;
  caller: Caller;
  requestId: string;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/** A handler is a plain function from the client's typed input to its typed output. */
export type Handler<Input, Output> = (input: Input, context: CallContext) => Promise<Output> | Output;

/** An operation that another server answers: the bytes of the request, and the bytes of its reply, never read in between. */
export type Relay = (body: Uint8Array, context: CallContext) => Promise<RelayedReply>;

interface RelayedReply {
  status: number;
  contentType: string;
  body: Uint8Array | string;
  /** The error's code when the reply is one: for the call log. */
  error?: string;
}

/**
 * One AWS API. `client` is the namespace of its SDK client (`import * as client from '@aws-sdk/client-ecs'`), whose
 * schemas parse requests and write replies.
 */
export interface ServiceTable {
  /** As in the client's package name, for example `elastic-load-balancing-v2`. */
  name: string;
  client: Record<string, unknown>;
  /** By operation name, for example `CreateDeployment`. What is not here answers as AWS answers an unknown operation. */
  operations: Record<string, Handler<never, unknown>>;
  /** By operation name, beside `operations`: AWS JSON requests that are passed on as they are. */
  relays?: Record<string, Relay>;
  /** What this API does not do although AWS does: one sentence each; docs/fidelity.md is made of them. */
  gaps: readonly string[];
}
