import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../kernel/aws-error.ts';
import type { RegistryClient } from '../../runtime/ports/image-registry.ts';

/** As the gateway records calls. */
export interface RegistryCall {
  /** Epoch milliseconds. */
  at: number;
  tookMs: number;
  requestId: string;
  service: 'ecr';
  operation: string;
  caller: string;
  account: string;
  region: string;
  userAgent: string;
  inputs: string[];
  status: number;
  error?: string;
}

/** Runs what is an operation of ECR's API and records it as the client's call, whatever comes of it. */
export async function recorded<T>(
  record: (call: RegistryCall) => void,
  { arn, account, region }: RegistryClient,
  incoming: IncomingMessage,
  operation: string,
  inputs: readonly string[],
  run: () => T | Promise<T>,
): Promise<T> {
  const started = Date.now();
  const tell = (status: number, error?: string) =>
    record({
      at: Date.now(),
      tookMs: Date.now() - started,
      requestId: randomUUID(),
      service: 'ecr',
      operation,
      caller: arn,
      account,
      region,
      userAgent: incoming.headers['user-agent'] ?? '',
      inputs: [...inputs],
      status,
      ...(error !== undefined && { error }),
    });
  try {
    const result = await run();
    tell(200);
    return result;
  } catch (error) {
    if (error instanceof AwsError) tell(error.status, error.code);
    else tell(500, 'ServerException');
    throw error;
  }
}
