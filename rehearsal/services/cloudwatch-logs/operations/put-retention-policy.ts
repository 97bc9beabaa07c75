import type { PutRetentionPolicyCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const putRetentionPolicy =
  ({ logs }: LogsDependencies): Handler<PutRetentionPolicyCommandInput, void> =>
  (input, { scope }) => {
    logs.setRetention(
      scope,
      required(input.logGroupName, 'logGroupName'),
      required(input.retentionInDays, 'retentionInDays'),
    );
  };
