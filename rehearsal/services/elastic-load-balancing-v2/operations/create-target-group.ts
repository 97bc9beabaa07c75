import type {
  CreateTargetGroupCommandInput,
  CreateTargetGroupCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { notRehearsed } from '../../../runtime/load-balancing/errors.ts';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromHealthCheck } from '../health-check-mapping.ts';
import { fromTags, refuse, required, toTargetGroup } from '../mapping.ts';

type Operation = Handler<CreateTargetGroupCommandInput, Omit<CreateTargetGroupCommandOutput, '$metadata'>>;

export const createTargetGroup =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    refuse(input, ['TargetControlPort'], 'CreateTargetGroup');
    if (input.ProtocolVersion !== undefined && input.ProtocolVersion !== 'HTTP1')
      throw notRehearsed(`the protocol version ${input.ProtocolVersion}`);
    if (input.IpAddressType !== undefined && input.IpAddressType !== 'ipv4')
      throw notRehearsed(`the IP address type ${input.IpAddressType}`);
    const group = loadBalancing.targetGroups.create(scope, {
      name: required(input.Name, 'Name'),
      protocol: input.Protocol,
      port: input.Port,
      vpcId: input.VpcId,
      targetType: input.TargetType ?? 'instance',
      healthCheck: fromHealthCheck(input),
      attributes: [],
      tags: fromTags(input.Tags),
    });
    return { TargetGroups: [toTargetGroup(group, [])] };
  };
