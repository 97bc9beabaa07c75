import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';

/** What outlives a release and a stack: retained when the stack goes, in every environment. */
export class Data extends EnvironmentStack {
  readonly accessLogs: Bucket;

  constructor(scope: Construct, id: string, props: EnvironmentStackProps) {
    super(scope, id, props);

    this.accessLogs = new Bucket(this, 'AccessLogs', {
      // The load balancer can write to S3-managed encryption only (ALB user guide, "Access logs: bucket requirements").
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.accessLogs, {
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        "This bucket holds the load balancer's access logs; logging access to the logs would need a bucket that is not logged either.",
    });
  }
}
