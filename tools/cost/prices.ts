/**
 * How well a price is known:
 * - `list`: AWS's own price list of eu-west-1, read in copies of it that others have published.
 * - `page`: AWS's pricing page; the same in every region.
 * - `bill`: a published bill of eu-west-1, its amount divided by its quantity.
 * - `unverified`: of another region, or told by others. Look it up before you decide by it.
 */
type Basis = 'list' | 'page' | 'bill' | 'unverified';

export interface Price {
  readonly what: string;
  /** US dollars. */
  readonly usd: number;
  readonly per: string;
  readonly basis: Basis;
  readonly source: string;
}

/** Region of all prices, and the day on which they were collected. */
export const PRICES_OF = { region: 'eu-west-1', date: '2026-11-20' } as const;

const ECS = 'AmazonECS, published 2026-09-11';
const CLOUDWATCH = 'AmazonCloudWatch, published 2026-09-22';
const DYNAMODB = 'AmazonDynamoDB, published 2026-09-11';
const LAMBDA = 'AWSLambda, published 2026-10-01';

const price = (what: string, usd: number, per: string, basis: Basis, source: string): Price => ({
  what,
  usd,
  per,
  basis,
  source,
});

/** On demand, first tier, without free tiers and taxes. */
export const prices = {
  armVcpu: price('Fargate, ARM64, vCPU', 0.03238, 'hour', 'list', 'AmazonECS, EU-Fargate-ARM-vCPU-Hours'),
  armGb: price('Fargate, ARM64, memory', 0.00356, 'GB hour', 'list', 'AmazonECS, EU-Fargate-ARM-GB-Hours'),
  x86Vcpu: price('Fargate, X86_64, vCPU', 0.04048, 'hour', 'list', ECS),
  x86Gb: price('Fargate, X86_64, memory', 0.004445, 'GB hour', 'list', ECS),
  loadBalancer: price('Load balancer', 0.0252, 'hour', 'bill', '$15.00 for 595 hours'),
  lcu: price('Load balancer capacity unit', 0.008, 'hour', 'list', 'AWSELB, published 2026-09-11'),
  ipv4: price('Public IPv4 address', 0.005, 'hour', 'list', 'AmazonVPC, published 2026-09-17'),
  nat: price('NAT gateway', 0.048, 'hour', 'list', 'AmazonEC2, published 2026-09-25'),
  natGb: price('NAT gateway, data', 0.048, 'GB', 'list', 'AmazonEC2, published 2026-09-25'),
  endpoint: price(
    'Interface endpoint, in one zone',
    0.011,
    'hour',
    'unverified',
    'between 0.0101 and 0.011 by two published bills',
  ),
  endpointGb: price('Interface endpoint, data', 0.01, 'GB', 'unverified', 'price of us-east-1'),
  transferGb: price('Data to the internet', 0.09, 'GB', 'list', 'AWSDataTransfer, published 2026-09-16'),
  webAcl: price('WAF, web ACL', 5, 'month', 'unverified', 'as others tell it, for every region'),
  webAclRule: price('WAF, rule or rule group', 1, 'month', 'unverified', 'as others tell it, for every region'),
  webRequests: price('WAF, requests', 0.6, 'million', 'unverified', 'as others tell it, for every region'),
  key: price('KMS key', 1, 'month', 'page', 'aws.amazon.com/kms/pricing; each of its rotations adds as much'),
  alarmMetric: price('Alarm, for each metric it reads', 0.1, 'month', 'list', CLOUDWATCH),
  dashboard: price('Dashboard', 3, 'month', 'unverified', 'as others tell it, for every region'),
  metric: price('Custom metric', 0.3, 'month', 'list', CLOUDWATCH),
  logGb: price('Logs taken in', 0.57, 'GB', 'list', CLOUDWATCH),
  logGbMonth: price('Logs kept', 0.03, 'GB month', 'list', CLOUDWATCH),
  spanGb: price('Spans taken in', 0.35, 'GB', 'unverified', 'price of us-east-1'),
  lambdaRequests: price('Lambda, invocations', 0.2, 'million', 'list', LAMBDA),
  lambdaGbSecond: price('Lambda, ARM64, memory', 0.0000133334, 'GB second', 'list', LAMBDA),
  tableReads: price('DynamoDB, read units', 0.1415, 'million', 'list', DYNAMODB),
  tableWrites: price('DynamoDB, write units', 0.705, 'million', 'list', DYNAMODB),
  tableGb: price('DynamoDB, data', 0.283, 'GB month', 'list', DYNAMODB),
  tableBackupGb: price('DynamoDB, continuous backup', 0.22, 'GB month', 'list', DYNAMODB),
  bucketGb: price('S3, data', 0.023, 'GB month', 'list', 'AmazonS3, published 2026-09-28'),
  imageGb: price('ECR, images', 0.1, 'GB month', 'list', 'AmazonECR, published 2026-09-11'),
  actionMinute: price('CodePipeline V2, action', 0.002, 'minute', 'page', 'aws.amazon.com/codepipeline/pricing'),
  armBuildMinute: price('CodeBuild, ARM64, small', 0.0034, 'minute', 'unverified', 'price of us-east-1'),
  x86BuildMinute: price('CodeBuild, X86_64, small', 0.005, 'minute', 'unverified', 'price of us-east-1'),
  databaseT4gMedium: price('RDS, PostgreSQL, db.t4g.medium', 0.069, 'hour', 'bill', '$132.06 for 1914 hours'),
  databaseGb: price('RDS, gp3 storage', 0.127, 'GB month', 'bill', '$2.54 for 20 GB'),
  secret: price('Secrets Manager, secret', 0.4, 'month', 'list', 'AWSSecretsManager, published 2026-09-11'),
} as const satisfies Record<string, Price>;
