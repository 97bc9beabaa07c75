import { CfnSecurityGroupEgress, Port, type ISecurityGroup, type SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Environment } from '../../config/schema.ts';

export interface ReachAwsProps {
  readonly egress: Environment['network']['egress'];
  /** Security group of the interface endpoints. */
  readonly endpoints: ISecurityGroup;
}

const HTTPS = Port.tcp(443);

/**
 * Lets what carries the group ask AWS: through the endpoints and nothing else, or anything by HTTPS through NAT.
 * Each rule is a resource of its own: with a change of egress the new one is there before the old one goes.
 * @returns the way to the internet, where there is one.
 */
export function reachAws(
  group: SecurityGroup,
  { egress, endpoints }: ReachAwsProps,
): CfnSecurityGroupEgress | undefined {
  endpoints.addIngressRule(group, HTTPS, 'AWS APIs', true);
  if (egress === 'endpoints') {
    group.addEgressRule(endpoints, HTTPS, 'AWS APIs through endpoints');
    return undefined;
  }
  return new CfnSecurityGroupEgress(group, 'ToInternet', {
    groupId: group.securityGroupId,
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    cidrIp: '0.0.0.0/0',
    description: 'AWS APIs through NAT',
  });
}
