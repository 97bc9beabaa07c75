import { list, struct } from '../domain/stack/property-shape.ts';
import { missing } from '../runtime/load-balancing/errors.ts';
import type { ProtocolChanges } from '../runtime/load-balancing/listener-tls.ts';
import type { LoadBalancing } from '../runtime/load-balancing/load-balancing.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { actionOf, actionsShape, type TemplateAction } from './elastic-load-balancing-v2-action.ts';

interface ListenerProperties {
  LoadBalancerArn: string;
  Port?: number | string;
  Protocol?: string;
  SslPolicy?: string;
  Certificates?: { CertificateArn: string }[];
  DefaultActions: TemplateAction[];
}

/**
 * `AWS::ElasticLoadBalancingV2::Listener`. An update sends every property, the default actions among them, as AWS's own
 * handler does: it takes traffic back to where the template says (aws-cdk#36649).
 */
export function elasticLoadBalancingV2ListenerProvider({
  loadBalancing,
}: {
  loadBalancing: LoadBalancing;
}): ResourceProvider<ListenerProperties> {
  const { listeners } = loadBalancing;
  return {
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    properties: {
      LoadBalancerArn: 'value',
      Port: 'value',
      Protocol: 'value',
      SslPolicy: 'value',
      Certificates: list(struct({ CertificateArn: 'value' })),
      DefaultActions: actionsShape,
    },
    replaceOn: ['LoadBalancerArn'],
    async create(properties, { scope }) {
      if (properties.Port === undefined || properties.Protocol === undefined) throw missing('Port and Protocol');
      const { arn } = await listeners.create(scope, {
        loadBalancerArn: properties.LoadBalancerArn,
        port: Number(properties.Port),
        ...tlsOf(properties),
        protocol: properties.Protocol,
        action: actionOf(properties.DefaultActions),
        tags: [],
      });
      return { physicalId: arn, attributes: { ListenerArn: arn } };
    },
    async update(state, properties, _previous, { scope }) {
      await listeners.modify(scope, state.physicalId, {
        ...tlsOf(properties),
        port: properties.Port === undefined ? undefined : Number(properties.Port),
        protocol: properties.Protocol,
        action: actionOf(properties.DefaultActions),
      });
      return state;
    },
    async delete({ physicalId }, _properties, { scope }) {
      // Deleting the load balancer took its listeners with it.
      if (listeners.exists(scope, physicalId)) await listeners.delete(scope, physicalId);
    },
  };
}

const tlsOf = ({ SslPolicy, Certificates }: ListenerProperties): ProtocolChanges => ({
  sslPolicy: SslPolicy,
  certificates: Certificates?.map(({ CertificateArn }) => CertificateArn),
});
