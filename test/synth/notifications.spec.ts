import { describe, expect, it } from '@jest/globals';
import { withConfiguration } from '../support/with-configuration.ts';
import { committedAssembly, synthesizedWith } from './assembly.ts';
import { ENVIRONMENTS, named, ofType, onlyOne, statementsOf, templateOf } from './resources.ts';

const assembly = committedAssembly();
const topicArn = (prefix: string) => `arn:aws:sns:eu-west-1:111111111111:${prefix}-alerts`;

interface Statement {
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: unknown;
  readonly Condition?: unknown;
}

const policyOf = (resource: { readonly Properties: Readonly<Record<string, unknown>> }, property: string) =>
  (resource.Properties[property] as { Statement: Statement[] }).Statement;

describe.each([
  ...ENVIRONMENTS.map((name) => [name, `picus-${name}-monitoring`, `picus-${name}`] as const),
  ['the pipeline', 'picus-pipeline', 'picus-pipeline'] as const,
])('the alerts of %s', (_name, stack, prefix) => {
  const template = templateOf(assembly, stack);
  const [topicId, topic] = named(template, 'AWS::SNS::Topic', 'TopicName', `${prefix}-alerts`);
  const [keyId, key] = named(template, 'AWS::KMS::Key', 'Description', `Messages of the topic ${prefix}-alerts`);

  it('are encrypted by a key of their own, which alarms and rules may use', () => {
    expect(topic.Properties['KmsMasterKeyId']).toEqual({ 'Fn::GetAtt': [keyId, 'Arn'] });
    expect(key.Properties['EnableKeyRotation']).toBe(true);
    const users = policyOf(key, 'KeyPolicy').filter(({ Principal }) => 'Service' in Object(Principal));
    expect(users).toMatchObject([
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']),
      },
    ]);
  });

  it('are published by TLS only, by the alarms of the account and by rules', () => {
    const policy = onlyOne(template, 'AWS::SNS::TopicPolicy');
    expect(policy.Properties['Topics']).toEqual([{ Ref: topicId }]);
    const statements = policyOf(policy, 'PolicyDocument');
    expect(statements.every(({ Action }) => Action === 'sns:Publish')).toBe(true);
    expect(statements.map(({ Effect, Principal, Condition }) => [Effect, Principal, Condition])).toEqual([
      ['Deny', '*', { Bool: { 'aws:SecureTransport': 'false' } }],
      ['Allow', { Service: 'cloudwatch.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '111111111111' } }],
      // EventBridge supports no conditions in policies of topics.
      ['Allow', { Service: 'events.amazonaws.com' }, undefined],
    ]);
  });

  it('reach nobody until somebody is named', () => {
    expect(ofType(template, 'AWS::SNS::Subscription')).toEqual([]);
    expect(ofType(template, 'AWS::Chatbot::SlackChannelConfiguration')).toEqual([]);
  });
});

describe.each(ENVIRONMENTS)('%s', (environment) => {
  const stacks = [...assembly.keys()].filter((name) => name.startsWith(`picus-${environment}-`));

  it('has no alarm that tells nobody, neither when it begins nor when it is over', () => {
    const alarms = stacks.flatMap((stack) => ofType(templateOf(assembly, stack), 'AWS::CloudWatch::Alarm'));
    expect(alarms.length).toBeGreaterThan(10);
    for (const [, { Properties }] of alarms)
      expect(Properties).toMatchObject({
        AlarmActions: [topicArn(`picus-${environment}`)],
        OKActions: [topicArn(`picus-${environment}`)],
      });
  });

  it('tells how deployments of the service and of the functions ended', () => {
    const template = templateOf(assembly, `picus-${environment}-monitoring`);
    const [, rule] = named(template, 'AWS::Events::Rule', 'Name', `picus-${environment}-deployments`);
    expect(rule.Properties['EventPattern']).toEqual({
      source: ['aws.codedeploy'],
      'detail-type': ['CodeDeploy Deployment State-change Notification'],
      detail: {
        application: [`picus-${environment}`, `picus-${environment}-functions`],
        state: ['FAILURE', 'STOP', 'SUCCESS'],
      },
    });
    const applications = ['service', 'functions'].map(
      (stack) =>
        onlyOne(templateOf(assembly, `picus-${environment}-${stack}`), 'AWS::CodeDeploy::Application').Properties[
          'ApplicationName'
        ],
    );
    expect(applications).toEqual([`picus-${environment}`, `picus-${environment}-functions`]);
    expect(rule.Properties['Targets']).toMatchObject([
      {
        InputTransformer: {
          InputTemplate:
            '"Deployment <detail-deploymentId> of <detail-application> (group <detail-deploymentGroup>, <detail-region>) ended: <detail-state>"',
        },
      },
    ]);
  });
});

describe('the pipeline', () => {
  const template = templateOf(assembly, 'picus-pipeline');

  it('tells of stages that failed', () => {
    const [, rule] = named(template, 'AWS::Events::Rule', 'Name', 'picus-pipeline-failures');
    expect(rule.Properties['EventPattern']).toEqual({
      source: ['aws.codepipeline'],
      'detail-type': ['CodePipeline Stage Execution State Change'],
      detail: { pipeline: ['picus'], state: ['FAILED'] },
    });
  });

  it('tells what waits for a decision, and where to take it', () => {
    const [, rule] = named(template, 'AWS::Events::Rule', 'Name', 'picus-pipeline-approvals');
    expect(rule.Properties['EventPattern']).toEqual({
      source: ['aws.codepipeline'],
      'detail-type': ['CodePipeline Action Execution State Change'],
      detail: { pipeline: ['picus'], state: ['STARTED'], type: { category: ['Approval'] } },
    });
    expect(JSON.stringify(rule.Properties['Targets'])).toContain(
      '<detail-stage> waits for a decision (execution <detail-execution-id>). https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/picus/view?region=eu-west-1',
    );
  });
});

describe('people and a channel', () => {
  const told = withConfiguration(
    ({ environments, tools }) => {
      const slack = { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' };
      for (const of of [tools, ...environments.slice(-1)])
        of.notifications = { emails: ['team@example.com', 'oncall@example.com'], slack };
    },
    (config) => synthesizedWith({ config }),
  );

  it.each([
    ['picus-prod-monitoring', 'picus-prod'],
    ['picus-pipeline', 'picus-pipeline'],
  ])('are subscribed in %s', (stack, prefix) => {
    const template = templateOf(told, stack);
    const [topicId] = named(template, 'AWS::SNS::Topic', 'TopicName', `${prefix}-alerts`);
    const mails = ofType(template, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(mails).toEqual(
      ['team@example.com', 'oncall@example.com'].map((Endpoint) => ({
        Protocol: 'email',
        TopicArn: { Ref: topicId },
        Endpoint,
      })),
    );
    const [roleId, role] = named(template, 'AWS::IAM::Role', 'RoleName', `${prefix}-slack`);
    expect(onlyOne(template, 'AWS::Chatbot::SlackChannelConfiguration').Properties).toMatchObject({
      ConfigurationName: `${prefix}-alerts`,
      SlackWorkspaceId: 'T0123ABCD',
      SlackChannelId: 'C0123ABCD',
      SnsTopicArns: [{ Ref: topicId }],
      IamRoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] },
      GuardrailPolicies: [
        { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/CloudWatchReadOnlyAccess']] },
      ],
    });
    expect(statementsOf(role).map(([action]) => action)).toEqual([
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'cloudwatch:GetMetricStatistics',
    ]);
  });

  it('get notices in the form that chat clients show', () => {
    const [, rule] = named(
      templateOf(told, 'picus-prod-monitoring'),
      'AWS::Events::Rule',
      'Name',
      'picus-prod-deployments',
    );
    const [{ InputTransformer }] = rule.Properties['Targets'] as [{ InputTransformer: { InputTemplate: string } }];
    expect(InputTransformer.InputTemplate).toMatch(
      /^\{"version":"1\.0","source":"custom","content":\{"description":"Deployment <detail-deploymentId> of .*ended: <detail-state>"\}\}$/,
    );
  });
});
