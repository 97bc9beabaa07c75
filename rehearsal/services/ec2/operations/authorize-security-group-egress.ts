import type {
  AuthorizeSecurityGroupEgressCommandInput,
  AuthorizeSecurityGroupEgressCommandOutput,
} from '@aws-sdk/client-ec2';
import { missingParameter } from '../../../runtime/network/errors.ts';
import type { Network } from '../../../runtime/network/network.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromPermissions } from '../permission-mapping.ts';

type Operation = Handler<
  AuthorizeSecurityGroupEgressCommandInput,
  Omit<AuthorizeSecurityGroupEgressCommandOutput, '$metadata'>
>;

/** `IpPermissions` is the only form that is taken; the scalar parameters are refused as missing. */
export const authorizeSecurityGroupEgress =
  (network: Network): Operation =>
  (input, { scope }) => {
    if (!input.GroupId) throw missingParameter('GroupId');
    network.securityGroups.authorize(scope, input.GroupId, 'egress', fromPermissions(input.IpPermissions));
    return { Return: true };
  };
