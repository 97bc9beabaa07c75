import type { DeleteLogStreamCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const deleteLogStream =
  ({ logs }: LogsDependencies): Handler<DeleteLogStreamCommandInput, void> =>
  (input, { scope }) => {
    logs.deleteStream(
      scope,
      required(input.logGroupName, 'logGroupName'),
      required(input.logStreamName, 'logStreamName'),
    );
  };
