import type { DeleteLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const deleteLogGroup =
  ({ logs }: LogsDependencies): Handler<DeleteLogGroupCommandInput, void> =>
  (input, { scope }) => {
    logs.delete(scope, required(input.logGroupName, 'logGroupName'));
  };
