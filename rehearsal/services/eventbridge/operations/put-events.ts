import type {
  PutEventsCommandInput,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { Scope } from '../../../kernel/scope.ts';
import { validation } from '../../../runtime/events/errors.ts';
import type { Events } from '../../../runtime/events/events.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus } from '../mapping.ts';

/** Entries fail one by one. Source: EventBridge user guide, "Handling failures with PutEvents". */
export const putEvents =
  ({ events }: EventBridgeDependencies): Handler<PutEventsCommandInput, PutEventsResponse> =>
  ({ Entries = [], EndpointId }, { scope }) => {
    if (EndpointId !== undefined) throw validation('The rehearsal does not implement EndpointId.');
    if (Entries.length === 0 || Entries.length > 10)
      throw validation("Value at 'entries' failed to satisfy constraint: 1 to 10 entries");
    for (const { EventBusName } of Entries) assertDefaultBus(EventBusName);
    const results = Entries.map((entry) => put(events, scope, entry));
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  };

function put(
  events: Events,
  scope: Scope,
  { Source, DetailType, Detail, Resources = [], Time }: PutEventsRequestEntry,
): PutEventsResultEntry {
  const failed = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  for (const [name, value] of Object.entries({ Source, DetailType, Detail }))
    if (!value)
      return failed('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  if (Source?.startsWith('aws.')) return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  let detail: unknown;
  try {
    detail = JSON.parse(Detail ?? '');
  } catch {
    return failed('MalformedDetail', 'Detail is malformed.');
  }
  if (typeof detail !== 'object' || detail === null) return failed('MalformedDetail', 'Detail is malformed.');
  const told = { source: Source ?? '', 'detail-type': DetailType ?? '', resources: Resources, detail };
  return { EventId: events.accept(scope, told, Time?.getTime()) };
}
