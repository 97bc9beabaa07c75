/** What an account may have of something in a region. */
export interface Quota {
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly code: string;
  readonly name: string;
  readonly value: number;
  /** An increase can be asked for. */
  readonly isAdjustable: boolean;
}

const FARGATE = { serviceCode: 'fargate', serviceName: 'AWS Fargate' };
const EC2 = { serviceCode: 'ec2', serviceName: 'Amazon Elastic Compute Cloud (Amazon EC2)' };
const VPC = { serviceCode: 'vpc', serviceName: 'Amazon Virtual Private Cloud (Amazon VPC)' };

/**
 * AWS's defaults; a new account may have less. Source: AWS General Reference, "Amazon ECS endpoints and quotas", "Amazon EC2
 * endpoints and quotas", "Amazon VPC endpoints and quotas".
 */
export const DEFAULT_QUOTAS: readonly Quota[] = [
  { ...FARGATE, code: 'L-3032A538', name: 'Fargate On-Demand vCPU resource count', value: 6, isAdjustable: true },
  { ...FARGATE, code: 'L-36FBB829', name: 'Fargate Spot vCPU resource count', value: 6, isAdjustable: true },
  { ...EC2, code: 'L-0263D0A3', name: 'EC2-VPC Elastic IPs', value: 5, isAdjustable: true },
  { ...VPC, code: 'L-F678F1CE', name: 'VPCs per Region', value: 5, isAdjustable: true },
  { ...VPC, code: 'L-FE5A380F', name: 'NAT gateways per Availability Zone', value: 5, isAdjustable: true },
];
