import type { CreateLogStreamCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const createLogStream =
  ({ logs }: LogsDependencies): Handler<CreateLogStreamCommandInput, void> =>
  (input, { scope }) => {
    logs.createStream(
      scope,
      required(input.logGroupName, 'logGroupName'),
      required(input.logStreamName, 'logStreamName'),
    );
  };
