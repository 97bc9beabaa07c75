import * as client from '@aws-sdk/client-eventbridge';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { EventBridgeDependencies } from './dependencies.ts';
import { deleteRule } from './operations/delete-rule.ts';
import { describeRule } from './operations/describe-rule.ts';
import { disableRule } from './operations/disable-rule.ts';
import { enableRule } from './operations/enable-rule.ts';
import { listRules } from './operations/list-rules.ts';
import { listTargetsByRule } from './operations/list-targets-by-rule.ts';
import { putEvents } from './operations/put-events.ts';
import { putRule } from './operations/put-rule.ts';
import { putTargets } from './operations/put-targets.ts';
import { removeTargets } from './operations/remove-targets.ts';
import { testEventPattern } from './operations/test-event-pattern.ts';

/** EventBridge: rules of the default bus. */
export function eventbridgeApi(dependencies: EventBridgeDependencies): ServiceTable {
  return {
    name: 'eventbridge',
    client,
    operations: {
      DeleteRule: deleteRule(dependencies),
      DescribeRule: describeRule(dependencies),
      DisableRule: disableRule(dependencies),
      EnableRule: enableRule(dependencies),
      ListRules: listRules(dependencies),
      ListTargetsByRule: listTargetsByRule(dependencies),
      PutEvents: putEvents(dependencies),
      PutRule: putRule(dependencies),
      PutTargets: putTargets(dependencies),
      RemoveTargets: removeTargets(dependencies),
      TestEventPattern: testEventPattern(),
    },
    gaps: [
      'Only the default bus: no other buses, archives, replays, connections, endpoints, schedules of EventBridge Scheduler, nor tag operations.',
      'Targets are functions, topics and log groups; others, roles, retry policies and dead-letter queues of targets are refused. Delivery is tried once.',
      'Event patterns with $or or cidr are refused; schedules are rates, on the scaled clock: cron expressions are refused.',
      "The engine's services that tell of themselves: CodeDeploy (deployments), CodePipeline (pipelines, stages, actions) and CloudWatch (states of alarms); no others, nor events of CloudTrail.",
      "A log group's resource policy is not asked, nor are metrics of rules kept (AWS/Events).",
      'Unverified: the documents of CodeDeploy and CodePipeline events follow memory of their guides and were not compared with examples; pipeline-execution-attempt is always 1.',
      'Unverified: how text within quotes of an input template is escaped, and that a path without a value gives nothing.',
    ],
  };
}
