import { list, struct } from '../domain/stack/property-shape.ts';
import type { LoadBalancing } from '../runtime/load-balancing/load-balancing.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';

interface ListenerCertificateProperties {
  ListenerArn: string;
  /** One, as the API's call takes one. */
  Certificates: { CertificateArn: string }[];
}

/** `AWS::ElasticLoadBalancingV2::ListenerCertificate`. */
export function elasticLoadBalancingV2ListenerCertificateProvider({
  loadBalancing: { listeners, listenerCertificates },
}: {
  loadBalancing: LoadBalancing;
}): ResourceProvider<ListenerCertificateProperties> {
  const arnsOf = ({ Certificates }: ListenerCertificateProperties) =>
    Certificates.map(({ CertificateArn }) => CertificateArn);
  return {
    type: 'AWS::ElasticLoadBalancingV2::ListenerCertificate',
    properties: { ListenerArn: 'value', Certificates: list(struct({ CertificateArn: 'value' })) },
    replaceOn: ['ListenerArn', 'Certificates'],
    async create(properties, { scope, logicalId }) {
      await listenerCertificates.add(scope, properties.ListenerArn, arnsOf(properties));
      return { physicalId: `${properties.ListenerArn}|${logicalId}`, attributes: {} };
    },
    async update(state) {
      return state;
    },
    async delete(_state, properties, { scope }) {
      // Deleting the listener took its certificates with it.
      if (listeners.exists(scope, properties.ListenerArn))
        await listenerCertificates.remove(scope, properties.ListenerArn, arnsOf(properties));
    },
  };
}
