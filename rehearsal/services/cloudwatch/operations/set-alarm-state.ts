import type { SetAlarmStateCommandInput } from '@aws-sdk/client-cloudwatch';
import type { AlarmStateValue } from '../../../domain/alarm/alarm.ts';
import { invalidAlarm, missingParameter } from '../../../runtime/alarms/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';

const STATES: readonly AlarmStateValue[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** Lasts until the next evaluation. Source: SetAlarmState. */
export const setAlarmState =
  ({ alarms }: CloudWatchDependencies): Handler<SetAlarmStateCommandInput, void> =>
  (input, { scope }) => {
    const { AlarmName, StateValue, StateReason, StateReasonData } = input;
    if (AlarmName === undefined) throw missingParameter('AlarmName');
    if (StateReason === undefined) throw missingParameter('StateReason');
    const state = STATES.find((candidate) => candidate === StateValue);
    if (!state) throw invalidAlarm(`StateValue must be one of ${STATES.join(', ')}.`);
    alarms.setState(scope, AlarmName, {
      state,
      reason: StateReason,
      ...(StateReasonData !== undefined && { reasonData: StateReasonData }),
    });
  };
