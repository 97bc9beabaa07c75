import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ItemsConfig } from './items-config.ts';

/** Of one request: the first and two repetitions, which the SDK spaces out at random. */
const ATTEMPTS = 3;

/** Gives up an attempt after half of an operation's time, so that another one fits into it. */
export const dynamoClient = ({ timeoutMs }: ItemsConfig): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: ATTEMPTS,
      requestHandler: {
        connectionTimeout: timeoutMs / 2,
        requestTimeout: timeoutMs / 2,
        // Without it a slow request is only complained about.
        throwOnRequestTimeout: true,
        httpsAgent: { keepAlive: true, maxSockets: 64 },
        // Its default is the console, and complaints there are not JSON.
        logger: SILENT,
      },
    }),
  );

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
