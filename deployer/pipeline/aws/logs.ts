import { type CloudWatchLogsClient, GetLogEventsCommand, type OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { PipelineGateway } from '../pipeline-gateway.ts';

export function logReader(client: CloudWatchLogsClient): Pick<PipelineGateway, 'logLines' | 'lastLogLines'> {
  const read = (input: ConstructorParameters<typeof GetLogEventsCommand>[0]) =>
    client.send(new GetLogEventsCommand(input)).catch((error: Error) => {
      // A stream appears with its first line.
      if (error.name === 'ResourceNotFoundException') return { events: [], nextForwardToken: undefined };
      throw error;
    });
  return {
    /** Source: API reference, GetLogEvents: at the end of the stream it returns the token that was passed in. */
    async logLines({ group, stream }, from) {
      const lines: string[] = [];
      for (let token = from; ;) {
        const page = await read({ logGroupName: group, logStreamName: stream, startFromHead: true, nextToken: token });
        lines.push(...linesOf(page.events));
        const next = page.nextForwardToken;
        if (next === undefined || next === token) return { lines, next: next ?? token };
        token = next;
      }
    },
    async lastLogLines({ group, stream }, limit) {
      const { events } = await read({ logGroupName: group, logStreamName: stream, limit, startFromHead: false });
      return linesOf(events);
    },
  };
}

/** An event may hold several lines, and ends with a line break or not. */
const linesOf = (events: OutputLogEvent[] = []): string[] =>
  events.flatMap(({ message = '' }) => message.replace(/\r?\n$/, '').split(/\r?\n/));
