import type { CreateLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const createLogGroup =
  ({ logs }: LogsDependencies): Handler<CreateLogGroupCommandInput, void> =>
  (input, { scope }) => {
    logs.create(scope, required(input.logGroupName, 'logGroupName'), {
      kmsKeyId: input.kmsKeyId,
      class: input.logGroupClass,
      tags: input.tags,
    });
  };
