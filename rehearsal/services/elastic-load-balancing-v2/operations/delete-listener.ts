import type { DeleteListenerCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidArn } from '../../../runtime/load-balancing/errors.ts';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<DeleteListenerCommandInput, Record<string, never>>;

export const deleteListener =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const arn = required(input.ListenerArn, 'ListenerArn');
    if (!/^arn:[^:]+:elasticloadbalancing:[^:]+:\d{12}:listener\//.test(arn)) throw invalidArn(arn, 'listener');
    await loadBalancing.listeners.delete(scope, arn);
    return {};
  };
