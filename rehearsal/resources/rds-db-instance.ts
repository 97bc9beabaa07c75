import { struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { DatabaseInstance, Databases } from '../runtime/databases/databases.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';
import { isTrue } from './template-boolean.ts';

type Flag = boolean | string;

export interface RdsDbInstanceProperties {
  DBInstanceIdentifier?: string;
  DBName?: string;
  DeletionProtection?: Flag;
  Engine: string;
  ManageMasterUserPassword?: Flag;
  MasterUsername?: string;
  MasterUserPassword?: string;
  MasterUserSecret?: { KmsKeyId?: string };
  Port?: number | string;
}

/** Recorded: they are about a server, its storage, backups and network, and no database runs here. */
const RECORDED = [
  'AllocatedStorage',
  'AllowMajorVersionUpgrade',
  'AutoMinorVersionUpgrade',
  'BackupRetentionPeriod',
  'CACertificateIdentifier',
  'CopyTagsToSnapshot',
  'DBInstanceClass',
  'DBParameterGroupName',
  'DBSubnetGroupName',
  'DatabaseInsightsMode',
  'DeleteAutomatedBackups',
  'EnableCloudwatchLogsExports',
  'EnableIAMDatabaseAuthentication',
  'EnablePerformanceInsights',
  'EngineVersion',
  'Iops',
  'KmsKeyId',
  'MaxAllocatedStorage',
  'MonitoringInterval',
  'MonitoringRoleArn',
  'MultiAZ',
  'PerformanceInsightsKMSKeyId',
  'PerformanceInsightsRetentionPeriod',
  'PreferredBackupWindow',
  'PreferredMaintenanceWindow',
  'PubliclyAccessible',
  'StorageEncrypted',
  'StorageThroughput',
  'StorageType',
  'VPCSecurityGroups',
];

const properties: Record<string, PropertyShape> = {
  DBInstanceIdentifier: 'value',
  DBName: 'value',
  DeletionProtection: 'value',
  Engine: 'value',
  ManageMasterUserPassword: 'value',
  MasterUsername: 'value',
  MasterUserPassword: 'value',
  MasterUserSecret: struct({ KmsKeyId: 'value' }),
  Port: 'value',
  Tags: tags,
  ...Object.fromEntries(RECORDED.map((name): [string, PropertyShape] => [name, 'value'])),
};

/**
 * AWS::RDS::DBInstance: the names and addresses that templates ask, and the master user's secret where RDS manages it; there
 * is no database behind them. `Ref` is the identifier.
 */
export function rdsDbInstanceProvider({
  databases,
  ids,
}: {
  databases: Databases;
  ids: Ids;
}): ResourceProvider<RdsDbInstanceProperties> {
  return {
    type: 'AWS::RDS::DBInstance',
    properties,
    // Source: AWS::RDS::DBInstance, "Update requires: Replacement"; those that are recorded too.
    replaceOn: ['DBInstanceIdentifier', 'DBName', 'Engine', 'MasterUsername', ...replacedThoughRecorded],
    async create(wanted, context) {
      if (isTrue(wanted.ManageMasterUserPassword) && wanted.MasterUserPassword !== undefined)
        throw new Error("You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.");
      const instance = databases.create(context.scope, {
        // Source: RDS API, DBInstanceIdentifier: 1 to 63 letters, digits or hyphens.
        identifier: wanted.DBInstanceIdentifier ?? generatedName(ids, context, 63),
        engine: wanted.Engine,
        port: wanted.Port === undefined ? undefined : Number(wanted.Port),
        databaseName: wanted.DBName,
        deletionProtection: isTrue(wanted.DeletionProtection),
        masterUsername: wanted.MasterUsername ?? 'postgres',
        manageMasterUserPassword: isTrue(wanted.ManageMasterUserPassword),
        secretKmsKeyId: wanted.MasterUserSecret?.KmsKeyId,
      });
      return stateOf(instance);
    },
    async update(state, wanted, previous, { scope }) {
      if (isTrue(wanted.ManageMasterUserPassword) !== isTrue(previous.ManageMasterUserPassword))
        throw new Error('The rehearsal does not change ManageMasterUserPassword of an existing AWS::RDS::DBInstance.');
      const instance = databases.get(scope, state.physicalId);
      instance.deletionProtection = isTrue(wanted.DeletionProtection);
      if (wanted.Port !== undefined) instance.port = Number(wanted.Port);
      return stateOf(instance);
    },
    async delete(state, _wanted, { scope }) {
      unlessGone(() => databases.delete(scope, state.physicalId));
    },
  };
}

const replacedThoughRecorded = ['DBSubnetGroupName', 'KmsKeyId', 'StorageEncrypted'] as unknown as 'DBName'[];

const stateOf = ({ identifier, arn, resourceId, host, port, secretArn }: DatabaseInstance): ResourceState => ({
  physicalId: identifier,
  attributes: {
    DBInstanceArn: arn,
    DbiResourceId: resourceId,
    'Endpoint.Address': host,
    'Endpoint.Port': String(port),
    ...(secretArn !== undefined && { 'MasterUserSecret.SecretArn': secretArn }),
  },
});
