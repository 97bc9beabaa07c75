import { messageOf } from '../../kernel/aws-error.ts';
import type { Log } from '../../kernel/log.ts';
import { parseArn } from '../../kernel/scope.ts';
import type { AlarmActionHandler } from '../ports/alarm-actions.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { FunctionPermissions } from '../ports/function-permissions.ts';
import type { Functions } from '../ports/functions.ts';
import type { TopicPublisher } from '../ports/topic-publisher.ts';
import { alarmDetail, functionEvent, notificationMessage, notificationSubject } from './alarm-documents.ts';
import type { Alarms, AlarmTransition } from './alarms.ts';

export interface AlarmActionsDependencies {
  log: Log;
  alarms: Alarms;
  topics: TopicPublisher;
  functions: Functions & FunctionPermissions;
  events: EventBus;
  /** Asked in turn for actions that are neither topics nor functions. */
  handlers: readonly AlarmActionHandler[];
}

/**
 * Tells of every change of an alarm's state: the event bus, and what the alarm names for its new state. Returns what ends it.
 * Source: CloudWatch User Guide, "Alarm actions": an action is done once a change; actions that are off are not done.
 */
export function tellOfAlarms(deps: AlarmActionsDependencies): () => void {
  return deps.alarms.transitions.subscribe((transition) => {
    const { scope, alarm } = transition;
    const { actionsEnabled, okActions, alarmActions, insufficientDataActions } = alarm.definition;
    deps.events.publish(scope, {
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [alarm.arn],
      detail: alarmDetail(transition),
    });
    if (!actionsEnabled) return;
    const actions = { OK: okActions, ALARM: alarmActions, INSUFFICIENT_DATA: insufficientDataActions }[alarm.state];
    for (const action of actions) void attempt(deps, transition, action);
  });
}

async function attempt(deps: AlarmActionsDependencies, transition: AlarmTransition, action: string): Promise<void> {
  const { scope, alarm } = transition;
  const { name } = alarm.definition;
  try {
    await run(deps, transition, action);
    deps.alarms.recordAction(scope, name, action);
  } catch (error) {
    deps.log.warn(`The alarm ${name} could not execute ${action}.`, { error: messageOf(error) });
    deps.alarms.recordAction(scope, name, action, messageOf(error));
  }
}

async function run(
  { topics, functions, handlers }: AlarmActionsDependencies,
  transition: AlarmTransition,
  action: string,
): Promise<void> {
  const { scope, alarm } = transition;
  const { service } = parseArn(action) ?? { service: '' };
  switch (service) {
    case 'sns':
      return topics.publishFor({
        topicArn: action,
        principal: 'cloudwatch.amazonaws.com',
        sourceArn: alarm.arn,
        sourceOwner: scope.account,
        subject: notificationSubject(transition),
        message: notificationMessage(transition),
      });
    case 'lambda': {
      const invoker = { principal: 'lambda.alarms.cloudwatch.amazonaws.com', sourceArn: alarm.arn };
      if (!functions.permits(scope, action, invoker))
        throw new Error(`The policy of ${action} does not let ${invoker.principal} invoke it for ${alarm.arn}.`);
      await functions.invoke(scope, action, { type: 'Event', payload: functionEvent(transition) });
      return;
    }
    default: {
      const handler = handlers.find((candidate) => candidate.takes(action));
      if (!handler) throw new Error('The rehearsal does not implement this action.');
      await handler.run({ scope, action, alarmName: alarm.definition.name, alarmArn: alarm.arn, state: alarm.state });
    }
  }
}
