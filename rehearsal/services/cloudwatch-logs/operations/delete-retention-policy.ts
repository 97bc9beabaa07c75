import type { DeleteRetentionPolicyCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const deleteRetentionPolicy =
  ({ logs }: LogsDependencies): Handler<DeleteRetentionPolicyCommandInput, void> =>
  (input, { scope }) => {
    logs.setRetention(scope, required(input.logGroupName, 'logGroupName'), undefined);
  };
