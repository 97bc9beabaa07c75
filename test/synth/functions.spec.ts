import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { committedAssembly, committedAssemblyDirectory, type Resource } from './assembly.ts';
import { ENVIRONMENTS, named, ofType, onlyOne, statementsOf, templateOf, text } from './resources.ts';

const assembly = committedAssembly();

const CONFIGURATIONS = {
  dev: 'CodeDeployDefault.LambdaAllAtOnce',
  prod: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
};

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

describe.each(ENVIRONMENTS)('the functions of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-functions`);
  const name = `picus-${environment}-delete-item`;
  const [functionId, deleteItem] = named(template, 'AWS::Lambda::Function', 'FunctionName', name);
  const [versionId, version] = ofType(template, 'AWS::Lambda::Version')[0] as [string, Resource];
  const versionNumber = { 'Fn::GetAtt': [versionId, 'Version'] };
  const aliasArn = `\${{"Fn::GetAtt":["${functionId}","Arn"]}}:live`;
  const [aliasId] = ofType(template, 'Custom::ShiftedAlias')[0] as [string, Resource];

  it('is one function with the SDK in it, traced, with a log of its own and no more time than a request has', () => {
    expect(deleteItem.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 10,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: { Ref: expect.any(String) } },
      Environment: {
        Variables: {
          TABLE_NAME: expect.anything(),
          METRICS_NAMESPACE: 'picus',
          LOG_LEVEL: 'info',
        },
      },
    });
    expect(deleteItem.Properties).not.toHaveProperty('VpcConfig');
    const [, logs] = named(template, 'AWS::Logs::LogGroup', 'LogGroupName', `/picus-${environment}/delete-item`);
    expect(logs).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { RetentionInDays: environment === 'prod' ? 90 : 14 },
    });
  });

  it('keeps every version that was released, as a release goes back to the one before', () => {
    expect(version).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { FunctionName: { Ref: functionId } },
    });
  });

  it('may delete from the one table and look at what it did not delete, write its log and send traces', () => {
    const [, role] = named(template, 'AWS::IAM::Role', 'RoleName', name);
    const table = expect.stringContaining(`picus-${environment}-data:ExportsOutputFnGetAttItems`);
    expect(statementsOf(role)).toEqual([
      ['dynamodb:DeleteItem', table],
      ['dynamodb:GetItem', table],
      ['logs:CreateLogStream', expect.stringContaining('DeleteItemLogs')],
      ['logs:PutLogEvents', expect.stringContaining('DeleteItemLogs')],
      ['xray:PutTelemetryRecords', '*'],
      ['xray:PutTraceSegments', '*'],
    ]);
    expect(JSON.stringify(role)).toContain('"Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}');
    expect(ofType(template, 'AWS::IAM::Policy')).toEqual([]);
  });

  it('has no alias that CloudFormation could move', () => {
    expect(ofType(template, 'AWS::Lambda::Alias')).toEqual([]);
    expect(ofType(template, 'Custom::ShiftedAlias')).toHaveLength(1);
  });

  it("makes and removes the one function's alias, and nothing else", () => {
    const [, role] = named(template, 'AWS::IAM::Role', 'RoleName', `picus-${environment}-alias`);
    expect(statementsOf(role)).toEqual([
      ['lambda:CreateAlias', expect.stringContaining(functionId)],
      ['lambda:DeleteAlias', expect.stringContaining(functionId)],
      ['logs:CreateLogStream', expect.stringContaining('AliasHandlerLogs')],
      ['logs:PutLogEvents', expect.stringContaining('AliasHandlerLogs')],
    ]);
  });

  it('lets the load balancer ask the alias before it is registered, from the one target group', () => {
    const [permissionId, { Properties, DependsOn }] = ofType(template, 'AWS::Lambda::Permission')[0] as [
      string,
      Resource,
    ];
    expect({ ...Properties, FunctionName: text(Properties['FunctionName']) }).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: aliasArn,
      Principal: 'elasticloadbalancing.amazonaws.com',
      SourceArn: `arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/${name}/*`,
    });
    expect(DependsOn).toEqual([aliasId]);
    const targetGroup = onlyOne(template, 'AWS::ElasticLoadBalancingV2::TargetGroup');
    expect(targetGroup.DependsOn).toEqual([permissionId]);
    expect(targetGroup.Properties).toMatchObject({ Name: name, TargetType: 'lambda', HealthCheckEnabled: false });
    const targets = targetGroup.Properties['Targets'] as { Id: unknown }[];
    expect(targets.map(({ Id }) => text(Id))).toEqual([aliasArn]);
  });

  it('takes DELETE of an item on both listeners, and nothing to the pair that a release shifts between', () => {
    // The redirect of an environment with a domain is in edge.spec.ts.
    const rules = ofType(template, 'AWS::ElasticLoadBalancingV2::ListenerRule')
      .filter(([id]) => id.startsWith('Route'))
      .map(([, { Properties }]) => Properties);
    expect(rules.map(({ ListenerArn }) => text(ListenerArn))).toEqual([
      expect.stringContaining(environment === 'prod' ? 'HttpsListener' : 'HttpListener'),
      expect.stringContaining('TestListener'),
    ]);
    const [[targetGroupId]] = ofType(template, 'AWS::ElasticLoadBalancingV2::TargetGroup') as [[string, Resource]];
    for (const rule of rules) {
      expect(rule).toMatchObject({
        Priority: 10,
        Conditions: [
          { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['DELETE'] } },
          { Field: 'path-pattern', PathPatternConfig: { Values: ['/picus/*'] } },
        ],
        Actions: [{ Type: 'forward', TargetGroupArn: { Ref: targetGroupId } }],
      });
    }
  });

  it('watches the released version, and no data is not failing', () => {
    const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    const released = { FunctionName: name, ExecutedVersion: versionNumber };
    const ofLambda = { ...released, Resource: `${name}:live` };
    const watched = alarms.map(({ AlarmName, Namespace, MetricName, Statistic, ExtendedStatistic, ...alarm }) => {
      expect(alarm).toMatchObject({ TreatMissingData: 'notBreaching', Period: 60 });
      const dimensions = Object.fromEntries(
        (alarm['Dimensions'] as Dimension[]).map(({ Name, Value }) => [Name, Value]),
      );
      return [AlarmName, Namespace, MetricName, Statistic ?? ExtendedStatistic, dimensions];
    });
    expect(watched).toEqual([
      [`${name}-errors`, 'AWS/Lambda', 'Errors', 'Sum', ofLambda],
      [`${name}-server-errors`, 'picus', 'ServerErrors', 'Sum', released],
      [`${name}-latency`, 'AWS/Lambda', 'Duration', 'p99', ofLambda],
      [`${name}-throttles`, 'AWS/Lambda', 'Throttles', 'Sum', { FunctionName: name }],
    ]);
  });

  it('is shifted by CodeDeploy, and back on failure, alarm and stop', () => {
    const application = onlyOne(template, 'AWS::CodeDeploy::Application').Properties;
    expect(application).toEqual({ ApplicationName: `picus-${environment}-functions`, ComputePlatform: 'Lambda' });
    const group = onlyOne(template, 'AWS::CodeDeploy::DeploymentGroup').Properties;
    expect(group).toMatchObject({
      DeploymentGroupName: name,
      DeploymentConfigName: CONFIGURATIONS[environment],
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      AlarmConfiguration: { Enabled: true, IgnorePollAlarmFailure: false },
    });
    const { Alarms } = group['AlarmConfiguration'] as { Alarms: { Name: { Ref: string } }[] };
    expect(Alarms.map(({ Name }) => Name.Ref)).toEqual(ofType(template, 'AWS::CloudWatch::Alarm').map(([id]) => id));
    const [, role] = named(template, 'AWS::IAM::Role', 'RoleName', `picus-${environment}-functions-codedeploy`);
    expect(statementsOf(role).filter(([, resource]) => resource === '*')).toEqual([['cloudwatch:DescribeAlarms', '*']]);
    for (const [action, resource] of statementsOf(role).filter(([, of]) => of !== '*')) {
      expect(action).toMatch(/^lambda:(GetAlias|UpdateAlias|GetProvisionedConcurrencyConfig)$/);
      expect(resource).toContain(functionId);
    }
  });

  it('tells the release tool all it needs', () => {
    const outputs = Object.fromEntries(
      Object.entries(template.Outputs ?? {}).map(([key, { Value }]) => [key, text(Value)]),
    );
    expect(outputs).toEqual({
      ComputePlatform: 'Lambda',
      FunctionName: text({ Ref: functionId }),
      FunctionVersion: text(versionNumber),
      AliasName: 'live',
      ApplicationName: expect.stringContaining('Application'),
      DeploymentGroupName: expect.stringContaining('Group'),
      DeploymentConfigName: CONFIGURATIONS[environment],
      AlarmNames: expect.stringMatching(
        /^[^,]*Errors[^,]*,[^,]*ServerErrors[^,]*,[^,]*Latency[^,]*,[^,]*Throttles[^,]*$/,
      ),
    });
  });

  it('is an ES module that loads with nothing beside it', () => {
    const { Code } = deleteItem.Properties as unknown as { Code: { S3Key: string } };
    const elsewhere = mkdtempSync(join(tmpdir(), 'asset-'));
    try {
      const asset = join(committedAssemblyDirectory(), `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs');
      copyFileSync(asset, join(elsewhere, 'index.mjs'));
      const script = "import('./index.mjs').then(({ handler }) => console.log(typeof handler))";
      const output = execFileSync(process.execPath, ['-e', script], {
        cwd: elsewhere,
        encoding: 'utf8',
        env: { AWS_REGION: 'eu-west-1', TABLE_NAME: 'items', METRICS_NAMESPACE: 'picus', LOG_LEVEL: 'error' },
      });
      expect(output.trim()).toBe('function');
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
