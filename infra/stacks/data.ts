import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';

/** What outlives a release and a stack: retained when the stack goes, in every environment. */
export class Data extends EnvironmentStack {
  readonly accessLogs: Bucket;
  readonly items: Table;

  constructor(scope: Construct, id: string, props: EnvironmentStackProps) {
    super(scope, id, props);
    const { prefix, config } = this;

    // The name is taken as long as the table is, which outlives its stack: a stack that comes back imports it (cdk import).
    this.items = new Table(this, 'Items', {
      tableName: `${prefix}-items`,
      partitionKey: { name: 'key', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // No `encryption`: that is AWS's own key, which is always on, has no fee, and no KMS calls that could be throttled or
      // refused. A key of the account costs by the month and the call; it is for data whose every use must be seen or cut off.
      deletionProtection: config.protected,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    acknowledge(this.items, {
      id: 'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan',
      reason:
        'Continuous backups bring back any second of the last 35 days. Copies to another account are decided for all tables of an organisation, not here.',
    });

    this.accessLogs = new Bucket(this, 'AccessLogs', {
      // The load balancer can write to S3-managed encryption only (ALB user guide, "Access logs: bucket requirements").
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      // Whoever overwrites or deletes a log leaves the version before.
      versioned: true,
      lifecycleRules: [
        {
          expiration: Duration.days(90),
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const unlogged =
      "This bucket holds the load balancer's access logs; logging access to the logs would need a bucket that is not logged either.";
    acknowledge(
      this.accessLogs,
      { id: 'AwsSolutions::AwsSolutions-S1', reason: unlogged },
      { id: 'NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled', reason: unlogged },
      {
        id: 'NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS',
        reason:
          'The load balancer cannot write to a bucket that is encrypted with a KMS key; S3 encrypts with its own.',
      },
    );
  }
}
