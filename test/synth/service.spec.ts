import { describe, expect, it } from '@jest/globals';
import { committedAssembly } from './assembly.ts';
import { ENVIRONMENTS, named, ofType, onlyOne, statementsOf, templateOf, text } from './resources.ts';

const assembly = committedAssembly();

const OUTPUTS = [
  'ApplicationName',
  'BlueAlarmNames',
  'BlueTargetGroupArn',
  'ClusterName',
  'ContainerName',
  'ContainerPort',
  'DeploymentConfigName',
  'DeploymentGroupName',
  'GreenAlarmNames',
  'GreenTargetGroupArn',
  'LoadBalancerDnsName',
  'MinutesToCompare',
  'ProductionListenerArn',
  'RequestsToCompare',
  'SecurityGroupIds',
  'ServiceName',
  'SubnetIds',
  'TaskDefinitionArn',
  'TestListenerArn',
  'Url',
  'VerifyGreenFunctionArn',
];

const CONFIGURATIONS = { dev: 'CodeDeployDefault.ECSAllAtOnce', prod: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };
const WINDOWS = { dev: 5, prod: 60 };

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

describe.each(ENVIRONMENTS)('the service of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-service`);
  const task = onlyOne(template, 'AWS::ECS::TaskDefinition');
  const [container, redirect] = task.Properties['ContainerDefinitions'] as Record<string, unknown>[];
  const service = onlyOne(template, 'AWS::ECS::Service').Properties;
  const group = onlyOne(template, 'AWS::CodeDeploy::DeploymentGroup').Properties;

  it('keeps every task definition, as a service cannot go back to one that is gone', () => {
    expect(task).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('runs an immutable image on a read-only file system and gives it time to drain', () => {
    expect(container).toMatchObject({
      Name: 'app',
      Image: expect.stringMatching(/^111111111111\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/picus:src-[0-9a-f]{16}$/),
      ReadonlyRootFilesystem: true,
      LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
      Ulimits: [{ Name: 'nofile', SoftLimit: 65_535, HardLimit: 65_535 }],
    });
    const drain = Number(variablesOf(container)['DRAIN_SECONDS']);
    const detection = 10 * 2;
    expect(drain).toBeGreaterThan(detection);
    expect(container?.['StopTimeout']).toBeGreaterThan(drain);
    expect(container?.['StopTimeout']).toBeLessThanOrEqual(120);
  });

  it('knows its table, its second container and where metrics and traces go, and is open to everybody', () => {
    const { TABLE_NAME, ...variables } = variablesOf(container);
    expect(variables).toEqual({
      PORT: '8080',
      DRAIN_SECONDS: '25',
      LOG_LEVEL: 'info',
      AWS_REGION: 'eu-west-1',
      SIDECAR_URL: 'http://127.0.0.1:8081',
      SIDECAR_PATHS: '/rota1',
      SERVICE_NAME: `picus-${environment}`,
      METRICS: 'emf',
      METRICS_NAMESPACE: 'picus',
      TRACES_ENDPOINT: 'https://xray.eu-west-1.amazonaws.com/v1/traces',
      TRACES_SAMPLED_PERCENT: environment === 'prod' ? '5' : '20',
    });
    expect(TABLE_NAME).toContain(`picus-${environment}-data:ExportsOutputRefItems`);
  });

  it('runs the redirect app of the same image beside it, reached from inside the task only', () => {
    expect(task.Properties['ContainerDefinitions']).toHaveLength(2);
    expect(redirect).toMatchObject({
      Name: 'redirect',
      Image: container?.['Image'],
      Command: ['redirect'],
      Essential: true,
      ReadonlyRootFilesystem: true,
      LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
      Ulimits: [{ Name: 'nofile', SoftLimit: 65_535, HardLimit: 65_535 }],
      LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-stream-prefix': 'redirect' } },
      HealthCheck: {
        Command: ['CMD', '/nodejs/bin/node', 'main.mjs', 'check-health', 'http://127.0.0.1:8081/health/live'],
      },
    });
    expect(redirect).not.toHaveProperty('PortMappings');
    expect(variablesOf(redirect)).toEqual({
      HOST: '127.0.0.1',
      PORT: '8081',
      ROUTES: '{"/rota1":"http://127.0.0.1:8080/health"}',
      DRAIN_SECONDS: '30',
      LOG_LEVEL: 'info',
    });
  });

  it('keeps the redirect app for as long as the app asks it', () => {
    const [app, beside] = [container, redirect].map((each) => Number(variablesOf(each)['DRAIN_SECONDS']));
    expect(beside).toBeGreaterThan(app ?? Infinity);
    expect(redirect?.['StopTimeout']).toBeGreaterThan(beside ?? Infinity);
    expect(redirect?.['StopTimeout']).toBeLessThanOrEqual(120);
  });

  it('may read and write the one table, and send traces', () => {
    const [, role] = named(template, 'AWS::IAM::Role', 'RoleName', `picus-${environment}-task`);
    const table = expect.stringContaining(`picus-${environment}-data:ExportsOutputFnGetAttItems`);
    expect(statementsOf(role)).toEqual([
      ['dynamodb:GetItem', table],
      ['dynamodb:PutItem', table],
      ['dynamodb:Scan', table],
      ['dynamodb:UpdateItem', table],
      ['xray:PutTraceSegments', '*'],
    ]);
  });

  it('is shifted by CodeDeploy, names its task definition by family, and lets no verdict hide behind a grace period', () => {
    expect(service).toMatchObject({
      DeploymentController: { Type: 'CODE_DEPLOY' },
      TaskDefinition: `picus-${environment}`,
      DesiredCount: 2,
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
    });
    expect(service['HealthCheckGracePeriodSeconds']).toBeLessThan(10 * 2);
  });

  it('rolls back on failure, alarm and stop, and keeps the replaced version for a while', () => {
    expect(group).toMatchObject({
      ApplicationName: expect.anything(),
      DeploymentGroupName: `picus-${environment}`,
      DeploymentConfigName: CONFIGURATIONS[environment],
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: expect.arrayContaining([
          'DEPLOYMENT_FAILURE',
          'DEPLOYMENT_STOP_ON_ALARM',
          'DEPLOYMENT_STOP_ON_REQUEST',
        ]),
      },
      BlueGreenDeploymentConfiguration: {
        TerminateBlueInstancesOnDeploymentSuccess: {
          Action: 'TERMINATE',
          TerminationWaitTimeInMinutes: WINDOWS[environment],
        },
      },
      AlarmConfiguration: { Enabled: true, IgnorePollAlarmFailure: false },
    });
    const { TargetGroupPairInfoList } = group['LoadBalancerInfo'] as {
      TargetGroupPairInfoList: Record<string, unknown>[];
    };
    expect(TargetGroupPairInfoList).toHaveLength(1);
    expect(TargetGroupPairInfoList[0]).toMatchObject({
      ProdTrafficRoute: { ListenerArns: [expect.anything()] },
      TestTrafficRoute: { ListenerArns: [expect.anything()] },
      TargetGroups: [expect.anything(), expect.anything()],
    });
  });

  it('watches each target group by itself, and no data is not failing', () => {
    const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    const named = (AlarmName: string) => alarms.find((alarm) => alarm['AlarmName'] === AlarmName);
    expect(alarms).toHaveLength(10);
    for (const [colour, part] of [
      ['blue', 'TargetGroupsBlue'],
      ['green', 'TargetGroupsGreen'],
    ] as const) {
      for (const [what, metric, statistic] of [
        ['errors', 'HTTPCode_Target_5XX_Count', { Statistic: 'Sum' }],
        ['latency', 'TargetResponseTime', { ExtendedStatistic: 'p99' }],
        ['unhealthy', 'UnHealthyHostCount', { Statistic: 'Maximum' }],
      ] as const) {
        const alarm = named(`picus-${environment}-${colour}-${what}`);
        expect(alarm).toMatchObject({ MetricName: metric, ...statistic, TreatMissingData: 'notBreaching', Period: 60 });
        expect(alarm?.['EvaluationPeriods']).toBeGreaterThanOrEqual(2);
        const dimensions = alarm?.['Dimensions'] as Dimension[];
        expect(dimensions.map(({ Name }) => Name).sort()).toEqual(['LoadBalancer', 'TargetGroup']);
        expect(text(dimensions.find(({ Name }) => Name === 'TargetGroup')?.Value)).toContain(part);
      }
    }
    const { Alarms } = group['AlarmConfiguration'] as { Alarms: unknown[] };
    expect(Alarms).toHaveLength(alarms.length);
    expect(Alarms.length).toBeLessThanOrEqual(10);
  });

  it('tests green with a function inside the VPC', () => {
    expect(onlyOne(template, 'AWS::Lambda::Function').Properties).toMatchObject({
      FunctionName: `picus-${environment}-verify-green`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      VpcConfig: { SubnetIds: [expect.anything(), expect.anything()] },
      Environment: { Variables: { TEST_ORIGIN: expect.anything() } },
    });
  });

  it('tells the release tool all it needs', () => {
    const keys = Object.keys(template.Outputs ?? {}).filter((key) => !key.startsWith('ExportsOutput'));
    expect(keys.sort()).toEqual(OUTPUTS);
    expect(template.Outputs?.['GreenAlarmNames']?.Value).toBeDefined();
  });
});

function variablesOf(container: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  const variables = (container?.['Environment'] ?? []) as { Name: string; Value: unknown }[];
  return Object.fromEntries(variables.map(({ Name, Value }) => [Name, text(Value)]));
}
