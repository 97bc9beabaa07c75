import type {
  AddListenerCertificatesCommandInput,
  AddListenerCertificatesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromCertificates, required } from '../mapping.ts';

type Operation = Handler<AddListenerCertificatesCommandInput, Omit<AddListenerCertificatesCommandOutput, '$metadata'>>;

export const addListenerCertificates =
  (loadBalancing: LoadBalancing): Operation =>
  async (input, { scope }) => {
    const listener = required(input.ListenerArn, 'ListenerArn');
    const arns = fromCertificates(input.Certificates);
    await loadBalancing.listenerCertificates.add(scope, listener, arns);
    return { Certificates: arns.map((CertificateArn) => ({ CertificateArn, IsDefault: false })) };
  };
