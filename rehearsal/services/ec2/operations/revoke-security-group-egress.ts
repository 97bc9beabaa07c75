import type {
  RevokeSecurityGroupEgressCommandInput,
  RevokeSecurityGroupEgressCommandOutput,
} from '@aws-sdk/client-ec2';
import { missingParameter } from '../../../runtime/network/errors.ts';
import type { Network } from '../../../runtime/network/network.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromPermissions } from '../permission-mapping.ts';

type Operation = Handler<
  RevokeSecurityGroupEgressCommandInput,
  Omit<RevokeSecurityGroupEgressCommandOutput, '$metadata'>
>;

/** `IpPermissions` is the only form that is taken; the scalar parameters are refused as missing. */
export const revokeSecurityGroupEgress =
  (network: Network): Operation =>
  (input, { scope }) => {
    if (!input.GroupId) throw missingParameter('GroupId');
    network.securityGroups.revoke(scope, input.GroupId, 'egress', fromPermissions(input.IpPermissions));
    return { Return: true };
  };
