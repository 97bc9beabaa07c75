import type {
  ModifyListenerCommandInput,
  ModifyListenerCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromActions } from '../action-mapping.ts';
import { fromProtocol, required, toListener } from '../mapping.ts';

type Operation = Handler<ModifyListenerCommandInput, Omit<ModifyListenerCommandOutput, '$metadata'>>;

export const modifyListener =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const listener = await loadBalancing.listeners.modify(scope, required(input.ListenerArn, 'ListenerArn'), {
      ...fromProtocol(input, 'ModifyListener'),
      port: input.Port,
      // An empty list names no action either: clients of the Query protocol cannot tell it from none.
      action: input.DefaultActions?.length ? fromActions(input.DefaultActions, 'DefaultActions') : undefined,
    });
    return { Listeners: [toListener(listener)] };
  };
