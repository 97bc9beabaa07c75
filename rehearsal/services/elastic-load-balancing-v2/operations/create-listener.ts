import type {
  CreateListenerCommandInput,
  CreateListenerCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromActions } from '../action-mapping.ts';
import { fromProtocol, fromTags, required, toListener } from '../mapping.ts';

type Operation = Handler<CreateListenerCommandInput, Omit<CreateListenerCommandOutput, '$metadata'>>;

export const createListener =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const listener = await loadBalancing.listeners.create(scope, {
      ...fromProtocol(input, 'CreateListener'),
      loadBalancerArn: required(input.LoadBalancerArn, 'LoadBalancerArn'),
      protocol: required(input.Protocol, 'Protocol'),
      port: required(input.Port, 'Port'),
      action: fromActions(input.DefaultActions, 'DefaultActions'),
      tags: fromTags(input.Tags),
    });
    return { Listeners: [toListener(listener)] };
  };
