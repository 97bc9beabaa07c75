import type {
  AuthorizeSecurityGroupIngressCommandInput,
  AuthorizeSecurityGroupIngressCommandOutput,
} from '@aws-sdk/client-ec2';
import { missingParameter } from '../../../runtime/network/errors.ts';
import type { Network } from '../../../runtime/network/network.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromPermissions } from '../permission-mapping.ts';

type Operation = Handler<
  AuthorizeSecurityGroupIngressCommandInput,
  Omit<AuthorizeSecurityGroupIngressCommandOutput, '$metadata'>
>;

/** `IpPermissions` is the only form that is taken; the scalar parameters are refused as missing. */
export const authorizeSecurityGroupIngress =
  (network: Network): Operation =>
  (input, { scope }) => {
    if (!input.GroupId) throw missingParameter('GroupId');
    network.securityGroups.authorize(scope, input.GroupId, 'ingress', fromPermissions(input.IpPermissions));
    return { Return: true };
  };
