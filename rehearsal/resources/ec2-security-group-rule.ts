import { missingParameter } from '../runtime/network/errors.ts';
import type { RulePeer } from '../runtime/network/network-state.ts';
import type { NewRule } from '../runtime/network/security-groups.ts';

/** One rule as templates write it, inline or as a resource of its own. */
export interface TemplateRule {
  IpProtocol: string;
  FromPort?: number | string;
  ToPort?: number | string;
  CidrIp?: string;
  CidrIpv6?: string;
  Description?: string;
  SourceSecurityGroupId?: string;
  DestinationSecurityGroupId?: string;
  SourcePrefixListId?: string;
  DestinationPrefixListId?: string;
}

export function ruleOf(rule: TemplateRule): NewRule {
  return {
    protocol: rule.IpProtocol,
    fromPort: rule.FromPort === undefined ? undefined : Number(rule.FromPort),
    toPort: rule.ToPort === undefined ? undefined : Number(rule.ToPort),
    peer: peerOf(rule),
    description: rule.Description,
  };
}

function peerOf(rule: TemplateRule): RulePeer {
  const groupId = rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId;
  const prefixListId = rule.SourcePrefixListId ?? rule.DestinationPrefixListId;
  if (rule.CidrIp !== undefined) return { kind: 'cidr', cidr: rule.CidrIp };
  if (rule.CidrIpv6 !== undefined) return { kind: 'cidrv6', cidr: rule.CidrIpv6 };
  if (groupId !== undefined) return { kind: 'group', groupId };
  if (prefixListId !== undefined) return { kind: 'prefix-list', prefixListId };
  throw missingParameter('CidrIp, CidrIpv6, a security group or a prefix list');
}
