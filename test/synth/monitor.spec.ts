import { describe, expect, it } from '@jest/globals';
import { committedAssembly } from './assembly.ts';
import { ENVIRONMENTS, named, onlyOne, statementsOf, templateOf, text } from './resources.ts';

const assembly = committedAssembly();
const EXPECTED = {
  dev: {
    rate: 'rate(5 minutes)',
    period: 300,
    failures: 3,
    days: 14,
    url: /^http:\/\/\$\{.*LoadBalancer.*DNSName.*\}\/health\/ready$/,
  },
  prod: {
    rate: 'rate(1 minute)',
    period: 60,
    failures: 2,
    days: 90,
    url: /^https:\/\/picus\.example\.com\/health\/ready$/,
  },
};

describe.each(ENVIRONMENTS)('the monitor of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-monitoring`);
  const name = `picus-${environment}-monitor`;
  const expected = EXPECTED[environment];
  const [functionId, monitor] = named(template, 'AWS::Lambda::Function', 'FunctionName', name);

  it('asks from outside, under the name that clients use', () => {
    expect(monitor.Properties).not.toHaveProperty('VpcConfig');
    const { Variables } = monitor.Properties['Environment'] as { Variables: Record<string, unknown> };
    expect(Variables).toMatchObject({ ENVIRONMENT: environment, METRICS_NAMESPACE: 'picus' });
    const url = text(Variables['HEALTH_URL']);
    expect(url).toMatch(expected.url);
  });

  it('has more time than it gives the environment, and logs that are kept as long as the service keeps its own', () => {
    expect(monitor.Properties['Timeout']).toBeGreaterThan(5);
    const [group] = named(template, 'AWS::Logs::LogGroup', 'LogGroupName', `/picus-${environment}/monitor`);
    expect(monitor.Properties['LoggingConfig']).toEqual({ LogGroup: { Ref: group } });
    expect(onlyOne(template, 'AWS::Logs::LogGroup').Properties['RetentionInDays']).toBe(expected.days);
  });

  it('may write its log, and nothing else', () => {
    const [roleId, role] = named(template, 'AWS::IAM::Role', 'RoleName', name);
    expect(monitor.Properties['Role']).toEqual({ 'Fn::GetAtt': [roleId, 'Arn'] });
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(statementsOf(role).map(([action]) => action)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(statementsOf(role).every(([, resource]) => resource.includes('MonitorLogs'))).toBe(true);
  });

  it('is invoked by its schedule only', () => {
    const [ruleId, rule] = named(template, 'AWS::Events::Rule', 'Name', name);
    expect(rule.Properties).toMatchObject({
      ScheduleExpression: expected.rate,
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [functionId, 'Arn'] } }],
    });
    expect(onlyOne(template, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [ruleId, 'Arn'] },
    });
  });

  it('alarms when the environment fails several times in a row, and when nobody asks', () => {
    const [, alarm] = named(template, 'AWS::CloudWatch::Alarm', 'AlarmName', name);
    expect(alarm.Properties).toMatchObject({
      Namespace: 'picus',
      MetricName: 'MonitorFailures',
      Dimensions: [{ Name: 'Environment', Value: environment }],
      Statistic: 'Maximum',
      Period: expected.period,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: expected.failures,
      DatapointsToAlarm: expected.failures,
      TreatMissingData: 'breaching',
    });
  });
});
