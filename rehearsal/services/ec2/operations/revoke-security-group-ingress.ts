import type {
  RevokeSecurityGroupIngressCommandInput,
  RevokeSecurityGroupIngressCommandOutput,
} from '@aws-sdk/client-ec2';
import { missingParameter } from '../../../runtime/network/errors.ts';
import type { Network } from '../../../runtime/network/network.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromPermissions } from '../permission-mapping.ts';

type Operation = Handler<
  RevokeSecurityGroupIngressCommandInput,
  Omit<RevokeSecurityGroupIngressCommandOutput, '$metadata'>
>;

/** `IpPermissions` is the only form that is taken; the scalar parameters are refused as missing. */
export const revokeSecurityGroupIngress =
  (network: Network): Operation =>
  (input, { scope }) => {
    if (!input.GroupId) throw missingParameter('GroupId');
    network.securityGroups.revoke(scope, input.GroupId, 'ingress', fromPermissions(input.IpPermissions));
    return { Return: true };
  };
