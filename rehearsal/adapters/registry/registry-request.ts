import type { IncomingMessage } from 'node:http';
import type { Scope } from '../../kernel/scope.ts';
import type { ImageRegistry } from '../../runtime/ports/image-registry.ts';

/** A request of a client that is known, about a registry that is named. */
export interface RegistryRequest {
  method: string;
  /** As it was sent, without its query: what `Location` headers continue. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: IncomingMessage;
  scope: Scope;
  name: string;
  registry: ImageRegistry;
  /** Runs what is an operation of ECR's API and records it as the client's call. `inputs` are the names of its members. */
  call<T>(operation: string, inputs: readonly string[], run: () => T | Promise<T>): Promise<T>;
}

export interface RegistryAnswer {
  status: number;
  headers?: Record<string, string | number>;
  body?: string | AsyncIterable<Uint8Array>;
}
