import type { LogGroup as WireGroup, LogGroupClass, LogStream as WireStream } from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroup } from '../../runtime/logs/log-groups.ts';
import type { LogStream } from '../../runtime/logs/log-stream.ts';

/** `arn` ends in `:*`, `logGroupArn` does not. Source: DescribeLogGroups, LogGroup. */
export const wireGroup = (group: LogGroup): WireGroup => ({
  logGroupName: group.name,
  creationTime: group.createdAt,
  retentionInDays: group.retentionInDays,
  metricFilterCount: 0,
  arn: `${group.arn}:*`,
  logGroupArn: group.arn,
  storedBytes: [...group.streams.values()].reduce((sum, stream) => sum + stream.storedBytes, 0),
  kmsKeyId: group.kmsKeyId,
  logGroupClass: group.class as LogGroupClass,
});

export const wireStream = (group: LogGroup, stream: LogStream): WireStream => ({
  logStreamName: stream.name,
  creationTime: stream.createdAt,
  firstEventTimestamp: stream.firstEventAt,
  lastEventTimestamp: stream.lastEventAt,
  lastIngestionTime: stream.lastIngestedAt,
  uploadSequenceToken: '1',
  arn: `${group.arn}:log-stream:${stream.name}`,
  storedBytes: 0,
});
