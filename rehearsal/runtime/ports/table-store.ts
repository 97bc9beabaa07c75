import type { Scope } from '../../kernel/scope.ts';

/** What DynamoDB answers: JSON, and the status that says whether it is an error. */
export interface TableReply {
  status: number;
  body: string;
}

/** A server that speaks DynamoDB's own protocol (AWS JSON 1.0) and keeps the items; one store an account and region. */
export interface TableStore {
  /** `operation` as in `X-Amz-Target`, `body` as the API reference has it. Rejects when there is no answer at all. */
  send(scope: Scope, operation: string, body: string): Promise<TableReply>;
  close(): Promise<void>;
}
