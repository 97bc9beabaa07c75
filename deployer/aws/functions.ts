import {
  type CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetAliasCommand, GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { FunctionGateway } from './gateways.ts';

export function functionGateway(lambda: LambdaClient, logs: CloudWatchLogsClient): FunctionGateway {
  return {
    async routing(FunctionName, Name) {
      const { FunctionVersion = '', RoutingConfig } = await lambda.send(new GetAliasCommand({ FunctionName, Name }));
      const [additional] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
      return {
        version: FunctionVersion,
        additional: additional && { version: additional[0], percent: Math.round(additional[1] * 10_000) / 100 },
      };
    },
    /** Where a hook says why it refused green. */
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
