import * as client from '@aws-sdk/client-cloudwatch-logs';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { LogsDependencies } from './dependencies.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { createLogStream } from './operations/create-log-stream.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { deleteLogStream } from './operations/delete-log-stream.ts';
import { deleteRetentionPolicy } from './operations/delete-retention-policy.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import { getLogEvents } from './operations/get-log-events.ts';
import { putLogEvents } from './operations/put-log-events.ts';
import { putRetentionPolicy } from './operations/put-retention-policy.ts';

export function cloudwatchLogsApi(dependencies: LogsDependencies): ServiceTable {
  return {
    name: 'cloudwatch-logs',
    client,
    operations: {
      CreateLogGroup: createLogGroup(dependencies),
      CreateLogStream: createLogStream(dependencies),
      DeleteLogGroup: deleteLogGroup(dependencies),
      DeleteLogStream: deleteLogStream(dependencies),
      DeleteRetentionPolicy: deleteRetentionPolicy(dependencies),
      DescribeLogGroups: describeLogGroups(dependencies),
      DescribeLogStreams: describeLogStreams(dependencies),
      FilterLogEvents: filterLogEvents(dependencies),
      GetLogEvents: getLogEvents(dependencies),
      PutLogEvents: putLogEvents(dependencies),
      PutRetentionPolicy: putRetentionPolicy(dependencies),
    },
    gaps: [
      'Retention is stored and described; nothing is deleted by age. A stream keeps its last 20,000 events in memory.',
      'Filter patterns are terms, quoted terms, and their - and ? forms; JSON, space-delimited and regular-expression patterns are refused.',
      'Logs Insights, live tail, subscriptions, metric filters, export tasks, tags and data protection are not served.',
      'Metrics in embedded metric format are made of every event; StorageResolution is ignored, and a document that breaks a rule is dropped whole and counted in EMFValidationErrors or EMFParsingErrors.',
      'Unverified: which rules of the embedded metric format CloudWatch itself enforces (an unknown unit is refused here).',
      'Unverified: whether a plain term matches inside a word (it does here).',
    ],
  };
}
