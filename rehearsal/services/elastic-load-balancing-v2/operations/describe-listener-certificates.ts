import type {
  DescribeListenerCertificatesCommandInput,
  DescribeListenerCertificatesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<
  DescribeListenerCertificatesCommandInput,
  Omit<DescribeListenerCertificatesCommandOutput, '$metadata'>
>;

/** A default certificate that is in the list as well is described twice. Source: ELBv2 API, DescribeListenerCertificates. */
export const describeListenerCertificates =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const { certificate, more } = loadBalancing.listenerCertificates.of(
      scope,
      required(input.ListenerArn, 'ListenerArn'),
    );
    return {
      Certificates: [
        { CertificateArn: certificate, IsDefault: true },
        ...more.map((CertificateArn) => ({ CertificateArn, IsDefault: false })),
      ],
    };
  };
