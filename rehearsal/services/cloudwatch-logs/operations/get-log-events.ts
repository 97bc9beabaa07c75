import type { GetLogEventsCommandInput, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const getLogEvents =
  ({ logs }: LogsDependencies): Handler<GetLogEventsCommandInput, GetLogEventsResponse> =>
  (input, { scope }) => {
    const group = required(input.logGroupName ?? input.logGroupIdentifier, 'logGroupName');
    const stream = logs.stream(scope, group, required(input.logStreamName, 'logStreamName'));
    const { events, forwardToken, backwardToken } = stream.page({
      from: input.startTime ?? 0,
      to: input.endTime ?? Infinity,
      // Source: GetLogEvents, limit: 10,000 when not given.
      limit: input.limit ?? 10_000,
      fromHead: input.startFromHead ?? false,
      token: input.nextToken,
    });
    return {
      events: events.map(({ at, message, ingestedAt }) => ({ timestamp: at, message, ingestionTime: ingestedAt })),
      nextForwardToken: forwardToken,
      nextBackwardToken: backwardToken,
    };
  };
