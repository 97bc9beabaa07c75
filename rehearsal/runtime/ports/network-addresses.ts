import type { Scope } from '../../kernel/scope.ts';

export interface NetworkInterface {
  /** `eni-<17 hex>` */
  id: string;
  subnetId: string;
  vpcId: string;
  availabilityZone: string;
  privateAddress: string;
  publicAddress?: string;
  /** `ELB app/<name>/<id>` for a load balancer's. Source: EC2 DescribeNetworkInterfaces on real accounts. */
  description: string;
  interfaceType: 'interface' | 'network_load_balancer';
  requesterId?: string;
  securityGroups: string[];
  attachmentStatus: 'attached';
}

/** Private addresses out of a subnet's range. Throws AwsError `InvalidSubnetID.NotFound`. */
export interface NetworkAddresses {
  attach(
    scope: Scope,
    subnetId: string,
    facts: { description: string; securityGroups: string[]; requesterId?: string },
  ): NetworkInterface;
  detach(scope: Scope, interfaceId: string): void;
}
