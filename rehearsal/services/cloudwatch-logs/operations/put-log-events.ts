import type { PutLogEventsCommandInput, PutLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const putLogEvents =
  ({ logs }: LogsDependencies): Handler<PutLogEventsCommandInput, PutLogEventsResponse> =>
  (input, { scope }) => {
    const lines = required(input.logEvents, 'logEvents').map(({ timestamp, message }) => ({
      at: required(timestamp, 'logEvents.timestamp'),
      message: required(message, 'logEvents.message'),
    }));
    const group = required(input.logGroupName, 'logGroupName');
    const { tooNewFrom, tooOldUntil } = logs.put(scope, group, required(input.logStreamName, 'logStreamName'), lines);
    const rejected = tooNewFrom !== undefined || tooOldUntil !== undefined;
    return {
      // Always accepted and never needed. Source: PutLogEvents, sequenceToken.
      nextSequenceToken: String(lines.length),
      ...(rejected && {
        rejectedLogEventsInfo: { tooNewLogEventStartIndex: tooNewFrom, tooOldLogEventEndIndex: tooOldUntil },
      }),
    };
  };
