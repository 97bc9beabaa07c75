import type { PutTargetsCommandInput, PutTargetsResponse } from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus, refuseOthers, required } from '../mapping.ts';

/** A target that is not valid fails the whole call. */
export const putTargets =
  ({ events }: EventBridgeDependencies): Handler<PutTargetsCommandInput, PutTargetsResponse> =>
  ({ Rule, EventBusName, Targets = [] }, { scope }) => {
    assertDefaultBus(EventBusName);
    for (const target of Targets) refuseOthers(target);
    events.putTargets(scope, required(Rule, 'rule'), Targets);
    return { FailedEntryCount: 0, FailedEntries: [] };
  };
