import type { BusEvent } from '../../domain/event/event.ts';
import { valueAt } from '../../domain/event/json-path.ts';
import { transformInput } from '../../domain/event/transform-input.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import type { Clock } from '../../kernel/clock.ts';
import { parseArn } from '../../kernel/scope.ts';
import type { FunctionPermissions } from '../ports/function-permissions.ts';
import type { Functions } from '../ports/functions.ts';
import type { LogSink } from '../ports/log-sink.ts';
import type { TopicPublisher } from '../ports/topic-publisher.ts';
import type { Rule, RuleTarget } from './rule.ts';

export interface TargetDependencies {
  clock: Clock;
  functions: Functions & FunctionPermissions;
  topics: TopicPublisher;
  logs: LogSink;
}

const PRINCIPAL = 'events.amazonaws.com';

/** Hands an event to one target. Throws when the target is not there, or does not let EventBridge in. */
export async function deliverEvent(
  { clock, functions, topics, logs }: TargetDependencies,
  rule: Rule,
  target: RuleTarget,
  event: BusEvent,
): Promise<void> {
  const text = textFor(rule, target, event, new Date(clock.now()).toISOString());
  const { service = '', resource = '' } = parseArn(target.arn) ?? {};
  switch (service) {
    case 'lambda':
      if (!functions.permits(rule.scope, target.arn, { principal: PRINCIPAL, sourceArn: rule.arn }))
        throw new Error(`The policy of ${target.arn} does not let ${PRINCIPAL} invoke it for ${rule.arn}.`);
      await functions.invoke(rule.scope, target.arn, { type: 'Event', payload: parsedOr(text) });
      return;
    case 'sns':
      return topics.publishFor({ topicArn: target.arn, principal: PRINCIPAL, sourceArn: rule.arn, message: text });
    default: {
      // `log-group:/aws/events/name:*`, a stream an event.
      const group = resource.split(':')[1] ?? '';
      logs.append(rule.scope, group, event.id, [{ at: clock.now(), message: text }]);
    }
  }
}

function textFor(rule: Rule, { input }: RuleTarget, event: BusEvent, ingestedAt: string): string {
  switch (input.kind) {
    case 'event':
      return JSON.stringify(event);
    case 'constant':
      return input.json;
    case 'path':
      return JSON.stringify(valueAt(event, input.path) ?? null);
    case 'transformer':
      return transformInput(input.transformer, event, { ruleArn: rule.arn, ruleName: rule.name, ingestedAt });
    default:
      return assertNever(input, 'input');
  }
}

/** Several lines of text are no JSON document: a function gets them as one text. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
