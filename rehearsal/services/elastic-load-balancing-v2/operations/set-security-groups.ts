import type {
  SetSecurityGroupsCommandInput,
  SetSecurityGroupsCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

type Operation = Handler<SetSecurityGroupsCommandInput, Omit<SetSecurityGroupsCommandOutput, '$metadata'>>;

export const setSecurityGroups =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const arn = required(input.LoadBalancerArn, 'LoadBalancerArn');
    const { securityGroups } = loadBalancing.loadBalancers.setSecurityGroups(
      scope,
      arn,
      required(input.SecurityGroups, 'SecurityGroups'),
    );
    return { SecurityGroupIds: securityGroups };
  };
