import type { DescribeLogStreamsCommandInput, DescribeLogStreamsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { invalidParameter } from '../../../runtime/logs/errors.ts';
import { wireStream } from '../mapping.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { page, required } from '../required.ts';

export const describeLogStreams =
  ({ logs }: LogsDependencies): Handler<DescribeLogStreamsCommandInput, DescribeLogStreamsResponse> =>
  (input, { scope }) => {
    const group = logs.get(scope, required(input.logGroupName ?? input.logGroupIdentifier, 'logGroupName'));
    const byTime = input.orderBy === 'LastEventTime';
    if (byTime && input.logStreamNamePrefix !== undefined)
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
    const matching = [...group.streams.values()]
      .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''))
      .toSorted((a, b) => (byTime ? (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) : a.name < b.name ? -1 : 1));
    const ordered = input.descending ? matching.toReversed() : matching;
    const { items, nextToken } = page(ordered, input.nextToken, input.limit ?? 50);
    return { logStreams: items.map((stream) => wireStream(group, stream)), nextToken };
  };
