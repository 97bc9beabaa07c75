import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Bucket, BlockPublicAccess, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { acknowledge, type Acknowledgement } from '../../infra/compliance/acknowledge.ts';
import { enforceRules } from '../../infra/compliance/rules.ts';

const reason = 'Only here to be found.';
const NIST = 'NIST.800.53.R5::NIST.800.53.R5';
const S1: Acknowledgement['id'] = 'AwsSolutions::AwsSolutions-S1';

/** A bucket that violates S1 (no access log) and nothing else that nobody acknowledged. */
function bucket(stack: Stack, ...acknowledgements: Acknowledgement[]): void {
  acknowledge(
    new Bucket(stack, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.KMS,
      enforceSSL: true,
      versioned: true,
    }),
    { id: `${NIST}-S3BucketLoggingEnabled`, reason },
    { id: `${NIST}-S3BucketReplicationEnabled`, reason },
    ...acknowledgements,
  );
}

/** Small applications under the same rules as the real one. */
export const apps = {
  sound: (app: App) => bucket(new Stack(app, 'sound'), { id: S1, reason }),
  'with an unacknowledged finding': (app: App) => bucket(new Stack(app, 'unacknowledged')),
  'with bad acknowledgements': (app: App) => {
    bucket(new Stack(app, 'empty-reason'), { id: S1, reason: ' ' });
    bucket(new Stack(app, 'unused'), { id: S1, reason }, { id: 'AwsSolutions::AwsSolutions-EC23', reason });
  },
  'with an unacknowledged finding of NIST 800-53': (app: App) =>
    new Bucket(new Stack(app, 'unversioned'), 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
    }),
  'with an invalid template': (app: App) => {
    const stack = new Stack(app, 'invalid');
    // Fargate has no such pair, and a member is misspelt.
    const properties = {
      Family: 'broken',
      RequiresCompatibilities: ['FARGATE'],
      Cpu: '256',
      Memory: '16384',
      NetworkMod: 'awsvpc',
    };
    return new CfnResource(stack, 'Task', { type: 'AWS::ECS::TaskDefinition', properties });
  },
} satisfies Record<string, (app: App) => unknown>;

// A process of its own, because a failed validation sets the exit code.
if (import.meta.main) {
  const app = new App();
  apps[process.argv[2] as keyof typeof apps](app);
  enforceRules(app);
  app.synth();
}
