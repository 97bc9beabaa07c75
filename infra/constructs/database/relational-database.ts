import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { InstanceType, SecurityGroup, SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  ParameterGroup,
  PerformanceInsightRetention,
  PostgresEngineVersion,
  StorageType,
  SubnetGroup,
} from 'aws-cdk-lib/aws-rds';
import { Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';
import type { Environment } from '../../config/schema.ts';

export type DatabaseConfig = Exclude<Environment['database'], 'none'>;

export interface RelationalDatabaseProps {
  /** `<app>-<environment>`: the instance's identifier. */
  readonly prefix: string;
  readonly vpc: IVpc;
  readonly database: DatabaseConfig;
  /** Kept when it leaves the template, and not deleted by anybody before that is turned off. */
  readonly protected: boolean;
  readonly logDays: number;
}

/** Not PostgreSQL's own, which is the first that anybody tries. */
const PORT = 5433;
const DATABASE_NAME = 'app';
const MASTER_USER = 'postgres';

/**
 * PostgreSQL in the isolated tier, which has no way out; nobody reaches it until a security group is let in (TaskAccess).
 *
 * RDS itself makes the master user's password, keeps it in Secrets Manager and changes it every seven days. The alternative, a
 * secret of our own with a rotation function, needs AWS's transform, whose function nobody here has read, or one more function
 * to maintain, which would have to be in the VPC and know the password.
 */
export class RelationalDatabase extends Construct {
  readonly identifier: string;
  readonly host: string;
  readonly port: number = PORT;
  readonly databaseName: string = DATABASE_NAME;
  /** `username` and `password` of the master user. */
  readonly secret: ISecret;
  readonly key: Key;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: RelationalDatabaseProps) {
    super(scope, id);
    const { prefix, vpc, database } = props;
    const removalPolicy = props.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const vpcSubnets = { subnetType: SubnetType.PRIVATE_ISOLATED };
    const description = `Database of ${prefix}`;

    // One key for what is stored, what Performance Insights shows of it, and the password: whoever may not use it sees nothing.
    this.key = new Key(this, 'Key', { description, enableKeyRotation: true, removalPolicy });
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Database: from tasks only; nothing out',
      allowAllOutbound: false,
    });
    this.securityGroup.applyRemovalPolicy(removalPolicy);

    const version = PostgresEngineVersion.of(database.majorVersion, database.majorVersion);
    const engine = DatabaseInstanceEngine.postgres({ version });
    // Names are fixed: an instance that would have to be replaced, and begin empty, fails the update instead.
    const instance = new DatabaseInstance(this, 'Instance', {
      instanceIdentifier: prefix,
      engine,
      instanceType: new InstanceType(database.instanceClass),
      databaseName: DATABASE_NAME,
      port: PORT,
      credentials: Credentials.fromUsername(MASTER_USER, { encryptionKey: this.key }),
      manageMasterUserPassword: true,
      vpc,
      vpcSubnets,
      subnetGroup: new SubnetGroup(this, 'Subnets', { description, vpc, vpcSubnets, removalPolicy }),
      securityGroups: [this.securityGroup],
      publiclyAccessible: false,
      multiAz: database.multiAz,
      allocatedStorage: database.storageGiB,
      storageType: StorageType.GP3,
      storageEncryptionKey: this.key,
      backupRetention: Duration.days(database.backupDays),
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !props.protected,
      deletionProtection: props.protected,
      removalPolicy,
      autoMinorVersionUpgrade: true,
      cloudwatchLogsExports: ['postgresql', 'upgrade'],
      monitoringInterval: Duration.minutes(1),
      performanceInsightRetention: PerformanceInsightRetention.DEFAULT,
      performanceInsightEncryptionKey: this.key,
      parameterGroup: new ParameterGroup(this, 'Parameters', {
        engine,
        description,
        parameters: { 'rds.force_ssl': '1', log_connections: '1', log_disconnections: '1' },
        removalPolicy,
      }),
    });
    if (!instance.secret) throw new Error('An instance whose password RDS manages has a secret.');
    // By its ARN: who reads it says so in its own policy, and the key's policy need not name roles of stacks that come later.
    this.secret = Secret.fromSecretCompleteArn(this, 'MasterUser', instance.secret.secretArn);
    this.identifier = prefix;
    this.host = instance.dbInstanceEndpointAddress;

    // RDS would make them itself, and keep what they hold for ever.
    for (const [name, id] of [
      ['postgresql', 'Logs'],
      ['upgrade', 'UpgradeLogs'],
    ] as const)
      instance.node.addDependency(
        new LogGroup(this, id, {
          logGroupName: `/aws/rds/instance/${prefix}/${name}`,
          retention: props.logDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      );

    accept(instance, props);
  }
}

function accept(instance: DatabaseInstance, { database, protected: isProtected }: RelationalDatabaseProps): void {
  acknowledge(
    instance,
    {
      id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]',
      reason: "AWS's own policy for exactly this: RDS writes its measurements to one log group, and nothing else.",
    },
    {
      id: 'NIST.800.53.R5::NIST.800.53.R5-RDSInBackupPlan',
      reason:
        'Its own backups bring back any second of the days that the configuration says. Copies to another account are decided for all databases of an organisation, not here.',
    },
  );
  const deletable =
    'This environment is one that may be deleted; `protected` in its configuration turns the protection on.';
  if (!isProtected)
    acknowledge(
      instance,
      { id: 'AwsSolutions::AwsSolutions-RDS10', reason: deletable },
      { id: 'NIST.800.53.R5::NIST.800.53.R5-RDSInstanceDeletionProtectionEnabled', reason: deletable },
    );
  const single = 'One zone by configuration: `multiAz` turns the standby on. A lost zone is restored from backups.';
  if (!database.multiAz)
    acknowledge(
      instance,
      { id: 'AwsSolutions::AwsSolutions-RDS3', reason: single },
      { id: 'NIST.800.53.R5::NIST.800.53.R5-RDSMultiAZSupport', reason: single },
    );
}
