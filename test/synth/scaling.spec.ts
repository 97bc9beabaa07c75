import { describe, expect, it } from '@jest/globals';
import { dev } from '../../infra/config/dev.ts';
import { prod } from '../../infra/config/prod.ts';
import { idsOf, parseMetricMath } from '../../rehearsal/domain/alarm/metric-math.ts';
import { committedAssembly } from './assembly.ts';
import { ENVIRONMENTS, ofType, onlyOne, templateOf, text } from './resources.ts';

const assembly = committedAssembly();
const CONFIGURATIONS = { dev, prod };

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData: boolean;
  readonly MetricStat?: {
    readonly Metric: { readonly MetricName: string; readonly Dimensions: { Name: string; Value: unknown }[] };
    readonly Stat: string;
  };
}

interface Tracking {
  readonly TargetValue: number;
  readonly CustomizedMetricSpecification: { readonly Metrics: readonly Query[] };
  readonly ScaleInCooldown: number;
}

describe.each(ENVIRONMENTS)('the scaling of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-service`);
  const { desiredCount, scaling } = CONFIGURATIONS[environment].service;
  const policies = ofType(template, 'AWS::ApplicationAutoScaling::ScalingPolicy').map(([, { Properties }]) => ({
    name: Properties['PolicyName'],
    target: Properties['ScalingTargetId'],
    tracking: Properties['TargetTrackingScalingPolicyConfiguration'] as Tracking,
  }));
  const policyOf = (name: string) =>
    policies.find((policy) => policy.name === `picus-${environment}-${name}`)!.tracking;
  const metrics = (name: string) => policyOf(name).CustomizedMetricSpecification.Metrics;
  const expressionOf = (name: string) => metrics(name).find(({ ReturnData }) => ReturnData)?.Expression ?? '';

  it('keeps the service between its first count and its greatest, without a role of its own', () => {
    const { Properties } = onlyOne(template, 'AWS::ApplicationAutoScaling::ScalableTarget');
    const [[id] = ['none']] = ofType(template, 'AWS::ApplicationAutoScaling::ScalableTarget');
    expect(Properties).toMatchObject({
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity: desiredCount,
      MaxCapacity: scaling.maxCount,
    });
    expect(Properties).not.toHaveProperty('RoleARN');
    expect(text(Properties['ResourceId'])).toMatch(/^service\/.*Cluster.*\/.*Service.*Name/);
    expect(policies.map(({ target }) => target)).toEqual([{ Ref: id }, { Ref: id }]);
  });

  it('leaves the count of the service itself alone', () => {
    expect(onlyOne(template, 'AWS::ECS::Service').Properties['DesiredCount']).toBe(desiredCount);
  });

  it('tracks the processors of the tasks that serve: twice the average while the other version waits idle', () => {
    expect(policyOf('cpu').TargetValue).toBe(scaling.cpuPercent);
    expect(expressionOf('cpu')).toBe('cpu * IF(MIN([FILL(blueHosts, 0), FILL(greenHosts, 0)]) > 0, 2, 1)');
    expect(metrics('cpu').find(({ Id }) => Id === 'cpu')?.MetricStat).toMatchObject({
      Metric: { MetricName: 'CPUUtilization', Dimensions: [{ Name: 'ClusterName' }, { Name: 'ServiceName' }] },
      Stat: 'Average',
    });
  });

  it('tracks the requests of both groups by the tasks of one', () => {
    expect(policyOf('requests').TargetValue).toBe(scaling.requestsPerTaskPerMinute);
    expect(expressionOf('requests')).toBe(
      '(FILL(blueRequests, 0) + FILL(greenRequests, 0)) / MAX([FILL(blueHosts, 0), FILL(greenHosts, 0)])',
    );
    const dimensions = metrics('requests').flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? []);
    const groups = dimensions.filter(({ Name }) => Name === 'TargetGroup').map(({ Value }) => JSON.stringify(Value));
    expect(new Set(groups).size).toBe(2);
  });

  it.each(['cpu', 'requests'])('computes %s from what it names, and returns one series', (name) => {
    const all = metrics(name);
    const ids = all.filter(({ MetricStat }) => MetricStat !== undefined).map(({ Id }) => Id);
    expect([...new Set(idsOf(parseMetricMath(expressionOf(name))))].toSorted()).toEqual(ids.toSorted());
    expect(all.filter(({ ReturnData }) => ReturnData)).toHaveLength(1);
    expect(policyOf(name).ScaleInCooldown).toBe(300);
  });
});

describe('the steps that release or roll back', () => {
  const template = templateOf(assembly, 'picus-pipeline');
  const statements = ofType(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) => {
    const { Statement } = Properties['PolicyDocument'] as { Statement: Statement[] };
    return Statement.filter(({ Action }) => [Action].flat().some((action) => /autoscaling|UpdateService/.test(action)));
  });

  it('suspend counts of services and nothing else, and leave one tag', () => {
    const of = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));
    const suspending = of('application-autoscaling:RegisterScalableTarget');
    // Deploy and acceptance of each environment.
    expect(suspending).toHaveLength(2 * ENVIRONMENTS.length);
    for (const { Condition, Resource } of suspending) {
      expect(Resource).toBe('arn:aws:application-autoscaling:eu-west-1:111111111111:scalable-target/*');
      expect(Condition).toEqual({
        StringEquals: {
          'application-autoscaling:service-namespace': 'ecs',
          'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
        },
      });
    }
    for (const { Condition } of of('application-autoscaling:TagResource'))
      expect(Condition).toEqual({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['deployer:suspended'] } });
    const updated = of('ecs:UpdateService').map(({ Resource }) => Resource);
    expect(new Set(updated)).toEqual(
      new Set(ENVIRONMENTS.map((name) => `arn:aws:ecs:eu-west-1:111111111111:service/picus-${name}/picus-${name}`)),
    );
  });
});

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
