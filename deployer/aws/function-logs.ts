import {
  type CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Gateways } from './gateways.ts';

/** Where a hook says why it refused green. */
export function functionGateway(lambda: LambdaClient, logs: CloudWatchLogsClient): Gateways['functions'] {
  return {
    async lastLogLines(functionArn, count) {
      const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionArn }));
      const logGroupName =
        configuration.LoggingConfig?.LogGroup ??
        `/aws/lambda/${configuration.FunctionName ?? functionArn.split(':')[6]}`;
      const { logStreams = [] } = await logs.send(
        new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true, limit: 1 }),
      );
      const logStreamName = logStreams[0]?.logStreamName;
      if (logStreamName === undefined) return undefined;
      const { events = [] } = await logs.send(
        new GetLogEventsCommand({ logGroupName, logStreamName, limit: count * 3, startFromHead: false }),
      );
      const lines = events.map(({ message = '' }) => message.trimEnd()).filter((line) => line && !PLATFORM.test(line));
      return { group: logGroupName, stream: logStreamName, lines: lines.slice(-count) };
    },
  };
}

/** Lambda's own lines, as text and as JSON. */
const PLATFORM = /^(?:START|END|REPORT|INIT_START) |"type":"platform\./;
