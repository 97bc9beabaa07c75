import type { TestEventPatternCommandInput, TestEventPatternResponse } from '@aws-sdk/client-eventbridge';
import { matchesPattern } from '../../../domain/event/match-pattern.ts';
import { validation } from '../../../runtime/events/errors.ts';
import { patternOf } from '../../../runtime/events/rule-input.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

/** Source: TestEventPattern, Event: which fields it must have. */
const MANDATORY = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

export const testEventPattern =
  (): Handler<TestEventPatternCommandInput, TestEventPatternResponse> =>
  ({ Event, EventPattern }) => {
    const { fields } = patternOf(required(EventPattern, 'eventPattern'));
    const event = eventOf(required(Event, 'event'));
    return { Result: matchesPattern(fields, event) };
  };

function eventOf(text: string): object {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw validation('Parameter Event is not valid.');
  }
  if (typeof event !== 'object' || event === null || MANDATORY.some((name) => !Object.hasOwn(event, name)))
    throw validation('Parameter Event is not valid.');
  return event;
}
