import type { FilterLogEventsCommandInput, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { invalidParameter } from '../../../runtime/logs/errors.ts';
import { filterPattern } from '../../../runtime/logs/filter-pattern.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { page, required } from '../required.ts';

export const filterLogEvents =
  ({ logs }: LogsDependencies): Handler<FilterLogEventsCommandInput, FilterLogEventsResponse> =>
  (input, { scope }) => {
    const group = logs.get(scope, required(input.logGroupName ?? input.logGroupIdentifier, 'logGroupName'));
    if (input.logStreamNames?.length && input.logStreamNamePrefix !== undefined)
      throw invalidParameter('logStreamNames and logStreamNamePrefix cannot be used together.');
    for (const name of input.logStreamNames ?? []) logs.stream(scope, group.name, name);
    const matches = filterPattern(input.filterPattern ?? '');
    const found = [...group.streams.values()]
      .filter(({ name }) => !input.logStreamNames?.length || input.logStreamNames.includes(name))
      .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''))
      .flatMap((stream) => stream.events().map((event) => ({ ...event, stream: stream.name })))
      .filter(
        ({ at, message }) => at >= (input.startTime ?? 0) && at <= (input.endTime ?? Infinity) && matches(message),
      )
      .toSorted((a, b) => a.at - b.at);
    const { items, nextToken } = page(found, input.nextToken, input.limit ?? 10_000);
    return {
      events: items.map(({ at, message, ingestedAt, stream, sequence }) => ({
        logStreamName: stream,
        timestamp: at,
        message,
        ingestionTime: ingestedAt,
        eventId: `${at}${String(sequence).padStart(20, '0')}`,
      })),
      searchedLogStreams: [],
      nextToken,
    };
  };
