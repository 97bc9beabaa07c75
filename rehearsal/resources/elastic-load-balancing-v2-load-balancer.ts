import { list, struct, tags as tagsShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import { notRehearsed } from '../runtime/load-balancing/errors.ts';
import type { LoadBalancer } from '../runtime/load-balancing/load-balancing-state.ts';
import type { LoadBalancing } from '../runtime/load-balancing/load-balancing.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { shortGeneratedName } from './elastic-load-balancing-v2-name.ts';
import {
  elbAttributes,
  elbTags,
  removedAttributes,
  type TemplateAttribute,
} from './elastic-load-balancing-v2-lists.ts';
import type { TemplateTag } from './ec2-tags.ts';

interface LoadBalancerProperties {
  Name?: string;
  Scheme?: 'internet-facing' | 'internal';
  Type?: string;
  IpAddressType?: string;
  Subnets?: string[];
  SecurityGroups?: string[];
  LoadBalancerAttributes?: TemplateAttribute[];
  Tags?: TemplateTag[];
}

/** `AWS::ElasticLoadBalancingV2::LoadBalancer`. */
export function elasticLoadBalancingV2LoadBalancerProvider(deps: {
  loadBalancing: LoadBalancing;
  ids: Ids;
}): ResourceProvider<LoadBalancerProperties> {
  const { loadBalancing, ids } = deps;
  const { loadBalancers } = loadBalancing;
  return {
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    properties: {
      Name: 'value',
      Scheme: 'value',
      Type: 'value',
      IpAddressType: 'value',
      Subnets: 'value',
      SecurityGroups: 'value',
      LoadBalancerAttributes: list(struct({ Key: 'value', Value: 'value' })),
      Tags: tagsShape,
    },
    replaceOn: ['Name', 'Scheme', 'Type'],
    async create(properties, context) {
      const { Type = 'application', IpAddressType = 'ipv4' } = properties;
      if (Type !== 'application') throw notRehearsed(`load balancers of type ${Type}`);
      if (IpAddressType !== 'ipv4') throw notRehearsed(`the IP address type ${IpAddressType}`);
      const loadBalancer = loadBalancers.create(context.scope, {
        name: properties.Name ?? shortGeneratedName(context, ids),
        subnets: properties.Subnets ?? [],
        securityGroups: properties.SecurityGroups ?? [],
        scheme: properties.Scheme ?? 'internet-facing',
        attributes: elbAttributes(properties.LoadBalancerAttributes),
        tags: elbTags(properties.Tags, context.stackTags),
      });
      return stateOf(loadBalancer);
    },
    async update({ physicalId }, properties, previous, { scope, stackTags }) {
      if ((properties.IpAddressType ?? 'ipv4') !== 'ipv4')
        throw notRehearsed(`the IP address type ${properties.IpAddressType}`);
      const current = loadBalancers.get(scope, physicalId);
      if (JSON.stringify(properties.Subnets) !== JSON.stringify(previous.Subnets))
        loadBalancers.setSubnets(scope, physicalId, properties.Subnets ?? []);
      if (properties.SecurityGroups) loadBalancers.setSecurityGroups(scope, physicalId, properties.SecurityGroups);
      const changes = [
        ...removedAttributes('load balancer', previous.LoadBalancerAttributes, properties.LoadBalancerAttributes),
        ...elbAttributes(properties.LoadBalancerAttributes),
      ];
      if (changes.length > 0) await loadBalancers.modifyAttributes(scope, physicalId, changes);
      loadBalancing.tagging.replace(scope, physicalId, elbTags(properties.Tags, stackTags));
      return stateOf(current);
    },
    async delete({ physicalId }, _properties, { scope }) {
      await loadBalancers.delete(scope, physicalId);
    },
  };
}

const stateOf = (loadBalancer: LoadBalancer): ResourceState => ({
  physicalId: loadBalancer.arn,
  attributes: {
    LoadBalancerArn: loadBalancer.arn,
    LoadBalancerName: loadBalancer.name,
    LoadBalancerFullName: loadBalancer.fullName,
    DNSName: loadBalancer.dnsName,
    CanonicalHostedZoneID: loadBalancer.canonicalHostedZoneId,
    SecurityGroups: loadBalancer.securityGroups,
  },
});
