import type * as ec2 from '@aws-sdk/client-ec2';
import type { Scope } from '../../kernel/scope.ts';
import { missingParameter } from '../../runtime/network/errors.ts';
import type { RulePeer, SecurityGroupRule } from '../../runtime/network/network-state.ts';
import type { NewRule } from '../../runtime/network/security-groups.ts';

/** One rule a range or group. Source: EC2 API, IpPermission. */
export function fromPermissions(permissions: ec2.IpPermission[] | undefined): NewRule[] {
  if (!permissions?.length) throw missingParameter('IpPermissions');
  return permissions.flatMap((permission) => {
    const { FromPort: fromPort, ToPort: toPort } = permission;
    const facts = { protocol: permission.IpProtocol ?? '-1', fromPort, toPort };
    const rule = (peer: RulePeer, description: string | undefined): NewRule => ({ ...facts, peer, description });
    return [
      ...(permission.IpRanges ?? []).map(({ CidrIp = '', Description }) =>
        rule({ kind: 'cidr', cidr: CidrIp }, Description),
      ),
      ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = '', Description }) =>
        rule({ kind: 'cidrv6', cidr: CidrIpv6 }, Description),
      ),
      ...(permission.UserIdGroupPairs ?? []).map(({ GroupId = '', Description }) =>
        rule({ kind: 'group', groupId: GroupId }, Description),
      ),
      ...(permission.PrefixListIds ?? []).map(({ PrefixListId = '', Description }) =>
        rule({ kind: 'prefix-list', prefixListId: PrefixListId }, Description),
      ),
    ];
  });
}

export const toPermissions = (scope: Scope, rules: SecurityGroupRule[]): ec2.IpPermission[] =>
  rules.map(({ protocol, fromPort, toPort, peer, description: Description }) => ({
    IpProtocol: protocol,
    FromPort: fromPort,
    ToPort: toPort,
    IpRanges: peer.kind === 'cidr' ? [{ CidrIp: peer.cidr, Description }] : [],
    Ipv6Ranges: peer.kind === 'cidrv6' ? [{ CidrIpv6: peer.cidr, Description }] : [],
    UserIdGroupPairs: peer.kind === 'group' ? [{ GroupId: peer.groupId, UserId: scope.account, Description }] : [],
    PrefixListIds: peer.kind === 'prefix-list' ? [{ PrefixListId: peer.prefixListId, Description }] : [],
  }));
