import { struct } from '../domain/stack/property-shape.ts';
import { domainName, type RecordSet, type RecordSets } from '../runtime/domain-names/record-sets.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';

interface RecordSetProperties {
  Name: string;
  Type: string;
  HostedZoneId?: string;
  HostedZoneName?: string;
  AliasTarget?: { DNSName: string; HostedZoneId: string; EvaluateTargetHealth?: boolean | string };
  ResourceRecords?: string[];
  TTL?: string | number;
  Comment?: string;
}

/**
 * `AWS::Route53::RecordSet` with simple routing; weights, failover and the like are refused. `Ref` is its name. A record that
 * leads to a load balancer is a name by which the rehearsal finds it; the others are remembered. TTLs have no effect.
 */
export function route53RecordSetProvider({
  recordSets,
}: {
  recordSets: RecordSets;
}): ResourceProvider<RecordSetProperties> {
  return {
    type: 'AWS::Route53::RecordSet',
    properties: {
      Name: 'value',
      Type: 'value',
      HostedZoneId: 'value',
      HostedZoneName: 'value',
      AliasTarget: struct({ DNSName: 'value', HostedZoneId: 'value', EvaluateTargetHealth: 'value' }),
      ResourceRecords: 'value',
      TTL: 'value',
      Comment: 'value',
    },
    replaceOn: ['Name', 'HostedZoneId', 'HostedZoneName'],
    async create(properties) {
      const record = recordOf(properties);
      recordSets.create(record);
      return { physicalId: record.name, attributes: {} };
    },
    async update(state, properties, previous) {
      recordSets.replace(recordOf(previous), recordOf(properties));
      return state;
    },
    async delete(_state, properties) {
      recordSets.delete(recordOf(properties));
    },
  };
}

function recordOf(properties: RecordSetProperties): RecordSet {
  const { AliasTarget, ResourceRecords } = properties;
  const zone = properties.HostedZoneId ?? (properties.HostedZoneName && domainName(properties.HostedZoneName));
  if (zone === undefined) throw new Error('Either HostedZoneId or HostedZoneName must be specified');
  if ((AliasTarget === undefined) === (ResourceRecords === undefined))
    throw new Error('Either AliasTarget or ResourceRecords must be specified');
  return {
    zone,
    name: domainName(properties.Name),
    type: properties.Type,
    target: AliasTarget
      ? { alias: domainName(AliasTarget.DNSName), zone: AliasTarget.HostedZoneId }
      : { values: ResourceRecords ?? [] },
  };
}
