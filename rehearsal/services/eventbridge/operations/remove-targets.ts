import type { RemoveTargetsCommandInput, RemoveTargetsResponse } from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../../wire/service-table.ts';
import type { EventBridgeDependencies } from '../dependencies.ts';
import { assertDefaultBus, required } from '../mapping.ts';

export const removeTargets =
  ({ events }: EventBridgeDependencies): Handler<RemoveTargetsCommandInput, RemoveTargetsResponse> =>
  ({ Rule, EventBusName, Ids = [] }, { scope }) => {
    assertDefaultBus(EventBusName);
    const name = required(Rule, 'rule');
    const failed = events.removeTargets(scope, name, Ids).map((TargetId) => ({
      TargetId,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${name} does not have target(s) with id ${TargetId}`,
    }));
    return { FailedEntryCount: failed.length, FailedEntries: failed };
  };
