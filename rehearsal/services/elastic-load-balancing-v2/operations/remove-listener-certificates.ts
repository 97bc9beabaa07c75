import type { RemoveListenerCertificatesCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromCertificates, required } from '../mapping.ts';

type Operation = Handler<RemoveListenerCertificatesCommandInput, Record<string, never>>;

export const removeListenerCertificates =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const listener = required(input.ListenerArn, 'ListenerArn');
    await loadBalancing.listenerCertificates.remove(scope, listener, fromCertificates(input.Certificates));
    return {};
  };
