import type { DeleteAlarmsCommandInput } from '@aws-sdk/client-cloudwatch';
import { missingParameter } from '../../../runtime/alarms/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';

export const deleteAlarms =
  ({ alarms }: CloudWatchDependencies): Handler<DeleteAlarmsCommandInput, void> =>
  (input, { scope }) => {
    if (!input.AlarmNames) throw missingParameter('AlarmNames');
    alarms.delete(scope, input.AlarmNames);
  };
