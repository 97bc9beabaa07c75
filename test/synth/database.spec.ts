import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTemplate } from '../../rehearsal/domain/stack/check-template.ts';
import { parseTemplate } from '../../rehearsal/domain/stack/template.ts';
import { allTypes } from '../conformance/support/providers.ts';
import { withConfiguration } from '../support/with-configuration.ts';
import { cdkContext, ROOT, synthesizedWith, type Assembly, type Resource } from './assembly.ts';
import { ENVIRONMENTS, named, ofType, onlyOne, statementsOf, templateOf, text } from './resources.ts';

const DATABASE = { majorVersion: '17', instanceClass: 't4g.medium', storageGiB: 20, multiAz: true, backupDays: 14 };
const withDatabase = <T>(use: (file: string) => T, multiAz: (environment: string) => boolean = () => true) =>
  withConfiguration(({ environments }) => {
    for (const environment of environments)
      Object.assign(environment, { database: { ...DATABASE, multiAz: multiAz(environment.name) } });
  }, use);

const off = synthesizedWith({});
const on = withDatabase((config) => synthesizedWith({ config }));

const resources = (assembly: Assembly) =>
  [...assembly].flatMap(([stack, { template }]) =>
    Object.entries(template.Resources).map(([id, resource]): [string, Resource] => [`${stack}/${id}`, resource]),
  );

describe('without a database', () => {
  it('nothing of RDS, nor of its secret, is made', () => {
    expect([...off.keys()].filter((name) => name.endsWith('-database'))).toEqual([]);
    expect(resources(off).filter(([, { Type }]) => /^AWS::(RDS|SecretsManager)::/.test(Type))).toEqual([]);
    expect(JSON.stringify([...off])).not.toContain('DATABASE_');
  });
});

describe.each(ENVIRONMENTS)('the database that one parameter switches on in %s', (environment) => {
  const template = templateOf(on, `picus-${environment}-database`);
  const instance = onlyOne(template, 'AWS::RDS::DBInstance');
  const isProtected = environment === 'prod';

  it('is what the parameter says', () => {
    expect(instance.Properties).toMatchObject({
      Engine: 'postgres',
      EngineVersion: '17',
      DBInstanceClass: 'db.t4g.medium',
      AllocatedStorage: '20',
      MultiAZ: true,
      BackupRetentionPeriod: 14,
    });
  });

  it('lies in the isolated tier, and nobody but tasks reaches it', () => {
    const subnets = onlyOne(template, 'AWS::RDS::DBSubnetGroup').Properties['SubnetIds'] as unknown[];
    expect(subnets).toHaveLength(2);
    for (const subnet of subnets) expect(text(subnet)).toContain('isolated');
    expect(instance.Properties).toMatchObject({ PubliclyAccessible: false, Port: '5433' });
    const group = onlyOne(template, 'AWS::EC2::SecurityGroup').Properties;
    expect(group).not.toHaveProperty('SecurityGroupIngress');
    expect(JSON.stringify(group['SecurityGroupEgress'])).not.toContain('0.0.0.0/0');

    const service = templateOf(on, `picus-${environment}-service`);
    const rules = (type: string) =>
      ofType(service, type)
        .filter(([id]) => id.startsWith('DatabaseAccess'))
        .map(([, { Properties }]) => Properties);
    expect(rules('AWS::EC2::SecurityGroupIngress')).toEqual([
      expect.objectContaining({ FromPort: 5433, ToPort: 5433, IpProtocol: 'tcp' }),
    ]);
    const [ingress, egress] = [...rules('AWS::EC2::SecurityGroupIngress'), ...rules('AWS::EC2::SecurityGroupEgress')];
    expect(text(ingress?.['SourceSecurityGroupId'])).toContain('TaskSecurityGroup');
    expect(egress?.['GroupId']).toEqual(ingress?.['SourceSecurityGroupId']);
    expect(egress?.['DestinationSecurityGroupId']).toEqual(ingress?.['GroupId']);
  });

  it('has its password from RDS, which changes it, and no plain text of it anywhere', () => {
    expect(instance.Properties).toMatchObject({ ManageMasterUserPassword: true, MasterUsername: 'postgres' });
    expect(instance.Properties).not.toHaveProperty('MasterUserPassword');
    expect(instance.Properties['MasterUserSecret']).toHaveProperty('KmsKeyId');
  });

  it('is encrypted by a key of its own that changes, watched, logged, and kept where it must be', () => {
    const [keyId, key] = ofType(template, 'AWS::KMS::Key')[0] ?? [];
    expect(key?.Properties['EnableKeyRotation']).toBe(true);
    const arn = { 'Fn::GetAtt': [keyId, 'Arn'] };
    expect(instance.Properties).toMatchObject({
      StorageEncrypted: true,
      KmsKeyId: arn,
      PerformanceInsightsKMSKeyId: arn,
      EnablePerformanceInsights: true,
      MonitoringInterval: 60,
      EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
      CopyTagsToSnapshot: true,
      AutoMinorVersionUpgrade: true,
      DeletionProtection: isProtected,
      DeleteAutomatedBackups: !isProtected,
    });
    expect(ofType(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties['LogGroupName'])).toEqual(
      ['postgresql', 'upgrade'].map((name) => `/aws/rds/instance/picus-${environment}/${name}`),
    );
    const policy = isProtected ? 'Retain' : 'Delete';
    for (const type of [
      'RDS::DBInstance',
      'RDS::DBSubnetGroup',
      'RDS::DBParameterGroup',
      'KMS::Key',
      'EC2::SecurityGroup',
    ])
      expect([type, onlyOne(template, `AWS::${type}`).DeletionPolicy]).toEqual([type, policy]);
  });

  it('speaks TLS only', () => {
    expect(onlyOne(template, 'AWS::RDS::DBParameterGroup').Properties).toMatchObject({
      Family: 'postgres17',
      Parameters: { 'rds.force_ssl': '1' },
    });
  });

  it('is in the environment of the app, and of no other container', () => {
    const service = templateOf(on, `picus-${environment}-service`);
    const [app, redirect] = onlyOne(service, 'AWS::ECS::TaskDefinition').Properties['ContainerDefinitions'] as {
      Environment: { Name: string; Value: unknown }[];
      Secrets?: { Name: string; ValueFrom: unknown }[];
    }[];
    const values = Object.fromEntries((app?.Environment ?? []).map(({ Name, Value }) => [Name, Value]));
    expect(values).toMatchObject({ DATABASE_PORT: '5433', DATABASE_NAME: 'app' });
    expect(text(values['DATABASE_HOST'])).toContain('EndpointAddress');
    expect(app?.Secrets?.map(({ Name, ValueFrom }) => [Name, text(ValueFrom)])).toEqual([
      ['DATABASE_USER', expect.stringMatching(/MasterUserSecret.*:username::$/)],
      ['DATABASE_PASSWORD', expect.stringMatching(/MasterUserSecret.*:password::$/)],
    ]);
    expect(JSON.stringify(redirect)).not.toContain('DATABASE_');
  });

  it('lets the execution role read this one secret, and the task role nothing', () => {
    const service = templateOf(on, `picus-${environment}-service`);
    const role = (name: string) => named(service, 'AWS::IAM::Role', 'RoleName', `picus-${environment}-${name}`)[1];
    const secret = statementsOf(role('execution')).filter(([action]) => /^(secretsmanager|kms):/.test(action));
    expect(secret).toEqual([
      ['secretsmanager:GetSecretValue', expect.stringContaining('MasterUserSecret')],
      ['kms:Decrypt', expect.stringContaining('Key')],
    ]);
    expect(JSON.stringify(role('execution'))).toContain('"kms:ViaService":"secretsmanager.eu-west-1.amazonaws.com"');
    expect(JSON.stringify(role('task'))).not.toMatch(/secretsmanager|kms:/);
  });

  it('touches nothing that is frozen', () => {
    const frozen = (assembly: Assembly) =>
      resources(assembly).filter(
        ([id, { Type }]) =>
          id.startsWith(`picus-${environment}-`) &&
          /^AWS::(ECS::Service|ElasticLoadBalancingV2::(LoadBalancer|TargetGroup))$/.test(Type),
      );
    expect(frozen(on)).toHaveLength(5);
    expect(frozen(on)).toEqual(frozen(off));
  });
});

describe('the rehearsal', () => {
  it('runs or records everything that a database brings', () => {
    const findings = [...on.values()].flatMap(({ template }) =>
      checkTemplate(parseTemplate(JSON.stringify(template)), allTypes),
    );
    expect(findings).toEqual([]);
  });
});

describe('both rule packs', () => {
  it('find nothing at a database, in one zone or with a standby, protected or not', () => {
    const out = mkdtempSync(join(tmpdir(), 'database-'));
    try {
      const { status, stderr, stdout } = withDatabase(
        (config) =>
          spawnSync(process.execPath, ['infra/app.ts'], {
            cwd: ROOT,
            encoding: 'utf8',
            timeout: 90_000,
            env: {
              ...process.env,
              CDK_OUTDIR: out,
              CDK_CONTEXT_JSON: JSON.stringify({ ...cdkContext(), 'aws:cdk:bundling-stacks': [], config }),
            },
          }),
        (environment) => environment === 'prod',
      );
      expect(stdout + stderr).not.toMatch(/Acknowledge with|nothing under its construct/);
      expect(status).toBe(0);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  }, 100_000);
});
