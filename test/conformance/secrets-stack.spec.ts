import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ecsClusterProvider } from '../../rehearsal/resources/ecs-cluster.ts';
import { ecsServiceProvider } from '../../rehearsal/resources/ecs-service.ts';
import { ecsTaskDefinitionProvider } from '../../rehearsal/resources/ecs-task-definition.ts';
import { knownTypes } from '../../rehearsal/resources/known-types.ts';
import { rdsDbInstanceProvider } from '../../rehearsal/resources/rds-db-instance.ts';
import { recordedDatabaseTypes } from '../../rehearsal/resources/recorded-database.ts';
import { secretResourcePolicyProvider } from '../../rehearsal/resources/secretsmanager-resource-policy.ts';
import { rotationScheduleProvider } from '../../rehearsal/resources/secretsmanager-rotation-schedule.ts';
import { secretTargetAttachmentProvider } from '../../rehearsal/resources/secretsmanager-secret-target-attachment.ts';
import { secretsManagerSecretProvider } from '../../rehearsal/resources/secretsmanager-secret.ts';
import { ssmParameterProvider } from '../../rehearsal/resources/ssm-parameter.ts';
import {
  containerService,
  type ContainerService,
} from '../../rehearsal/runtime/container-service/container-service.ts';
import { FakeAddresses, FakeTargetGroups, FakeTaskRuntime } from '../../rehearsal/runtime/container-service/fakes.ts';
import { Databases } from '../../rehearsal/runtime/databases/databases.ts';
import { Parameters } from '../../rehearsal/runtime/parameters/parameters.ts';
import { Rotations } from '../../rehearsal/runtime/secrets/rotations.ts';
import { Secrets } from '../../rehearsal/runtime/secrets/secrets.ts';
import { dynamicValues } from '../../rehearsal/runtime/stacks/dynamic-values.ts';
import { Stacks } from '../../rehearsal/runtime/stacks/stacks.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/blue/1';

let secrets: Secrets;
let rotations: Rotations;
let databases: Databases;
let parameters: Parameters;
let taskRuntime: FakeTaskRuntime;
let ecs: ContainerService;
let stacks: Stacks;

beforeEach(() => {
  const clock = scaledClock(60);
  const deps = { clock, ids: randomIds, log: silentLog };
  const ids = randomIds;
  secrets = new Secrets(deps);
  databases = new Databases({ ids, secrets });
  parameters = new Parameters(deps);
  const functions = { exists: () => true, permits: () => true, invoke: async () => ({ status: 200 }) };
  rotations = new Rotations({ ...deps, secrets, functions });
  taskRuntime = new FakeTaskRuntime();
  ecs = containerService({
    ...deps,
    taskRuntime,
    targetGroups: new FakeTargetGroups(),
    addresses: new FakeAddresses(),
    secretStores: { secrets, parameters },
  });
  stacks = new Stacks({
    ...deps,
    types: {
      providers: [
        ecsClusterProvider({ ...ecs, ...deps }),
        ecsServiceProvider({ ...ecs, ...deps }),
        ecsTaskDefinitionProvider({ ...ecs, ids }),
        rdsDbInstanceProvider({ databases, ids }),
        secretsManagerSecretProvider({ secrets, ids }),
        secretTargetAttachmentProvider({ secrets, databases, ids }),
        secretResourcePolicyProvider({ secrets }),
        rotationScheduleProvider({ rotations, ids }),
        ssmParameterProvider({ parameters, ids }),
      ],
      recorded: recordedDatabaseTypes,
      known: knownTypes,
    },
    parameterStore: { value: () => undefined },
    dynamicValues: (at) => dynamicValues(at, { parameters, secrets }),
  });
});

afterEach(async () => {
  await stacks.stop();
  await ecs.close();
});

const deploy = async (Resources: object, Outputs: object = {}) => {
  const request = { name: 'app', templateBody: JSON.stringify({ Resources, Outputs }) };
  const isNew = stacks.find(scope, 'app') === undefined;
  return stacks.settled(await (isNew ? stacks.create(scope, request) : stacks.update(scope, request)));
};
const reasons = () => (stacks.find(scope, 'app')?.events ?? []).flatMap(({ reason }) => reason ?? []).join('\n');
const instance = {
  Type: 'AWS::RDS::DBInstance',
  Properties: {
    DBInstanceIdentifier: 'Picus-dev',
    DBInstanceClass: 'db.t4g.micro',
    DBName: 'app',
    DBSubnetGroupName: { Ref: 'Subnets' },
    DBParameterGroupName: { Ref: 'Parameters' },
    Engine: 'postgres',
    Port: '5433',
    MasterUsername: 'postgres',
    ManageMasterUserPassword: true,
    StorageEncrypted: true,
  },
};
const groups = {
  Subnets: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { DBSubnetGroupDescription: 'd', SubnetIds: ['subnet-a'] } },
  Parameters: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Description: 'd', Family: 'postgres17' } },
};
const secretArn = { 'Fn::GetAtt': ['Instance', 'MasterUserSecret.SecretArn'] };
const from = (key: string) => ({ 'Fn::Join': ['', [secretArn, `:${key}::`]] });
const service = {
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'main' } },
  Task: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Family: 'web',
      ExecutionRoleArn: 'arn:aws:iam::111111111111:role/execution',
      ContainerDefinitions: [
        {
          Name: 'app',
          Image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:1',
          PortMappings: [{ ContainerPort: 8080 }],
          Environment: [
            { Name: 'DATABASE_HOST', Value: { 'Fn::GetAtt': ['Instance', 'Endpoint.Address'] } },
            { Name: 'DATABASE_PORT', Value: { 'Fn::GetAtt': ['Instance', 'Endpoint.Port'] } },
          ],
          Secrets: [
            { Name: 'DATABASE_USER', ValueFrom: from('username') },
            { Name: 'DATABASE_PASSWORD', ValueFrom: from('password') },
          ],
        },
      ],
    },
  },
  Service: {
    Type: 'AWS::ECS::Service',
    Properties: {
      Cluster: { Ref: 'Cluster' },
      ServiceName: 'web',
      TaskDefinition: { Ref: 'Task' },
      DesiredCount: 1,
      LaunchType: 'FARGATE',
      DeploymentController: { Type: 'CODE_DEPLOY' },
      LoadBalancers: [{ ContainerName: 'app', ContainerPort: 8080, TargetGroupArn: GROUP }],
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-a'] } },
    },
  },
};

describe('a stack with a database whose password RDS manages', () => {
  it('starts tasks with its address and its password, which is in no event and no saved stack', async () => {
    const stack = await deploy({ ...groups, Instance: instance, ...service });
    expect([stack.status, reasons()]).toEqual(['CREATE_COMPLETE', expect.not.stringContaining('fail')]);
    const { host, secretArn: arn = '' } = databases.get(scope, 'picus-dev');
    expect(host).toMatch(/^picus-dev\.[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com$/);
    const secret = secrets.get(scope, arn);
    expect(secret.name).toMatch(/^rds!db-[0-9a-f-]{36}$/);
    expect(secret).toMatchObject({ owningService: 'rds', rotation: { rules: { automaticallyAfterDays: 7 } } });
    const password = secrets.valueOf(scope, { secretId: arn, jsonKey: 'password' });
    expect(taskRuntime.running[0]?.spec.containers[0]?.environment).toEqual({
      DATABASE_HOST: host,
      DATABASE_PORT: '5433',
      DATABASE_USER: 'postgres',
      DATABASE_PASSWORD: password,
    });
    expect(serialize([stacks.save(), ecs.persistent.save()]).includes(password)).toBe(false);
  });

  it('gets another password when its rotation is asked for, without a function', async () => {
    await deploy({ ...groups, Instance: instance });
    const { secretArn: secretId = '' } = databases.get(scope, 'picus-dev');
    const read = (versionStage: string) => JSON.parse(secrets.valueOf(scope, { secretId, versionStage })) as object;
    const before = read('AWSCURRENT');
    rotations.rotate(scope, secretId, { token: randomIds.uuid() });
    expect(read('AWSPREVIOUS')).toEqual(before);
    expect(read('AWSCURRENT')).toEqual({ username: 'postgres', password: expect.stringMatching(/^[^/"@ ]{28,}$/) });
    expect(read('AWSCURRENT')).not.toEqual(before);
    expect(secrets.get(scope, secretId).rotation?.rules).toEqual({ automaticallyAfterDays: 7 });
  });

  it('goes with its secret, and not while it is protected', async () => {
    const protectedOne = { ...instance, Properties: { ...instance.Properties, DeletionProtection: true } };
    await deploy({ ...groups, Instance: protectedOne });
    const { secretArn: arn = '' } = databases.get(scope, 'picus-dev');
    stacks.delete(scope, 'app');
    const stack = await stacks.settled(stacks.byName(scope, 'app'));
    expect([stack.status, reasons()]).toEqual(['DELETE_FAILED', expect.stringContaining('Cannot delete protected')]);
    expect(secrets.get(scope, arn).arn).toBe(arn);

    databases.get(scope, 'picus-dev').deletionProtection = false;
    stacks.delete(scope, 'app');
    await stacks.settled(stack);
    expect([stacks.find(scope, 'app'), secrets.list(scope)]).toEqual([undefined, []]);
  });

  it('is known to the engine that is started again', async () => {
    await deploy({ ...groups, Instance: instance });
    const again = new Secrets({ clock: scaledClock(60), ids: randomIds });
    again.restore(deserialize(serialize(secrets.save())) as ReturnType<Secrets['save']>);
    const databasesAgain = new Databases({ ids: randomIds, secrets: again });
    databasesAgain.restore(deserialize(serialize(databases.save())) as ReturnType<Databases['save']>);
    const { secretArn: arn = '' } = databasesAgain.get(scope, 'picus-dev');
    expect(again.valueOf(scope, { secretId: arn, jsonKey: 'username' })).toBe('postgres');
  });
});

describe('a stack with a secret of its own', () => {
  const secret = (more: object = {}) => ({
    Type: 'AWS::SecretsManager::Secret',
    Properties: {
      Name: 'app/db',
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"app"}',
        GenerateStringKey: 'password',
        PasswordLength: 20,
        ExcludePunctuation: true,
      },
      ...more,
    },
  });
  const value = () => JSON.parse(secrets.valueOf(scope, { secretId: 'app/db' })) as Record<string, unknown>;

  it('generates it once, attaches it to the database, and schedules its rotation', async () => {
    const all = (description: string) => ({
      ...groups,
      Instance: { ...instance, Properties: { ...instance.Properties, ManageMasterUserPassword: false } },
      Secret: secret({ Description: description }),
      Attachment: {
        Type: 'AWS::SecretsManager::SecretTargetAttachment',
        Properties: { SecretId: { Ref: 'Secret' }, TargetId: { Ref: 'Instance' }, TargetType: 'AWS::RDS::DBInstance' },
      },
      Policy: {
        Type: 'AWS::SecretsManager::ResourcePolicy',
        Properties: { SecretId: { Ref: 'Secret' }, ResourcePolicy: { Version: '2012-10-17', Statement: [] } },
      },
      Rotation: {
        Type: 'AWS::SecretsManager::RotationSchedule',
        Properties: {
          SecretId: { Ref: 'Attachment' },
          RotationLambdaARN: 'arn:aws:lambda:eu-west-1:111111111111:function:rotator',
          RotationRules: { ScheduleExpression: 'rate(10 days)' },
          RotateImmediatelyOnUpdate: false,
        },
      },
    });
    expect((await deploy(all('one'))).status).toBe('CREATE_COMPLETE');
    const first = value();
    expect(first).toMatchObject({
      username: 'app',
      password: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      engine: 'postgres',
      port: 5433,
      dbname: 'app',
      dbInstanceIdentifier: 'picus-dev',
    });
    expect(secrets.get(scope, 'app/db')).toMatchObject({
      policy: '{"Version":"2012-10-17","Statement":[]}',
      rotation: { enabled: true, rules: { scheduleExpression: 'rate(10 days)' } },
    });
    expect((await deploy(all('two'))).status).toBe('UPDATE_COMPLETE');
    expect(secrets.get(scope, 'app/db').description).toBe('two');
    expect(value()).toEqual(first);
  });

  it('resolves references to it, and keeps nothing of what they stand for', async () => {
    parameters.put(scope, { name: '/app/name', type: 'String', value: 'plain', overwrite: false, by: 'me' });
    const copy = (Value: unknown) => ({
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/copy', Type: 'String', Value },
    });
    const reference = (key: string) => ({
      'Fn::Join': [
        '',
        ['{{resolve:ssm:/app/name}} {{resolve:secretsmanager:', { Ref: 'Secret' }, `:SecretString:${key}::}}`],
      ],
    });
    const stack = await deploy({ Secret: secret(), Copy: copy(reference('password')) });
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(parameters.get(scope, '/copy').version.value).toBe(`plain ${String(value()['password'])}`);
    const kept = JSON.stringify([stack.events, stack.resources.get('Copy')?.properties]);
    expect(kept).toContain('plain {{resolve:secretsmanager:arn:aws:');
    expect(kept).not.toContain(String(value()['password']));

    expect((await deploy({ Secret: secret(), Copy: copy(reference('gone')) })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(reasons()).toContain('Could not find a value associated with JSONKey in SecretString');
    expect(parameters.get(scope, '/copy').version.value).toBe(`plain ${String(value()['password'])}`);
  });

  it('refuses what needs a transform by name', async () => {
    const hosted = {
      Type: 'AWS::SecretsManager::RotationSchedule',
      Properties: { SecretId: 's', HostedRotationLambda: { RotationType: 'PostgreSQLSingleUser' } },
    };
    await expect(deploy({ Rotation: hosted })).rejects.toThrow(
      'does not implement the property HostedRotationLambda of AWS::SecretsManager::RotationSchedule',
    );
  });
});
