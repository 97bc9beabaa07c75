import { list, struct, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Scope } from '../kernel/scope.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import type { AutoScaling } from '../runtime/scaling/auto-scaling.ts';
import { noPolicyFound } from '../runtime/scaling/errors.ts';
import { checkKind } from '../runtime/scaling/resource-id.ts';
import type { TargetTrackingInput } from '../runtime/scaling/target-tracking-input.ts';
import { unlessGone } from './gone.ts';

/** Numbers and booleans may still be text, as templates allow. */
export interface ScalingPolicyProperties {
  PolicyName: string;
  PolicyType: string;
  ResourceId?: string;
  ScalableDimension?: string;
  ServiceNamespace?: string;
  /** Instead of the three before it. */
  ScalingTargetId?: string;
  TargetTrackingScalingPolicyConfiguration?: TargetTrackingInput;
}

const dimensions = list(struct({ Name: 'value', Value: 'value' }));

const properties: Record<string, PropertyShape> = {
  PolicyName: 'value',
  PolicyType: 'value',
  ResourceId: 'value',
  ScalableDimension: 'value',
  ScalingTargetId: 'value',
  ServiceNamespace: 'value',
  TargetTrackingScalingPolicyConfiguration: struct({
    CustomizedMetricSpecification: struct({
      Dimensions: dimensions,
      MetricName: 'value',
      Metrics: list(
        struct({
          Expression: 'value',
          Id: 'value',
          Label: 'value',
          MetricStat: struct({
            Metric: struct({ Namespace: 'value', MetricName: 'value', Dimensions: dimensions }),
            Stat: 'value',
            Unit: 'value',
          }),
          ReturnData: 'value',
        }),
      ),
      Namespace: 'value',
      Statistic: 'value',
      Unit: 'value',
    }),
    DisableScaleIn: 'value',
    PredefinedMetricSpecification: struct({ PredefinedMetricType: 'value', ResourceLabel: 'value' }),
    ScaleInCooldown: 'value',
    ScaleOutCooldown: 'value',
    TargetValue: 'value',
  }),
};

/** AWS::ApplicationAutoScaling::ScalingPolicy, target tracking only. `Ref` is its ARN. */
export function applicationAutoScalingScalingPolicyProvider({
  autoScaling,
}: {
  autoScaling: AutoScaling;
}): ResourceProvider<ScalingPolicyProperties> {
  const put = (scope: Scope, wanted: ScalingPolicyProperties): ResourceState => {
    if (wanted.PolicyType !== 'TargetTrackingScaling')
      throw new Error(`The rehearsal does not implement PolicyType ${wanted.PolicyType} of a scaling policy.`);
    const configuration = configurationOf(wanted.TargetTrackingScalingPolicyConfiguration ?? {});
    const { arn } = autoScaling.policies.put(scope, resourceIdOf(wanted), wanted.PolicyName, configuration);
    return { physicalId: arn, attributes: { Arn: arn } };
  };
  return {
    type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    properties,
    replaceOn: ['PolicyName', 'ResourceId', 'ScalableDimension', 'ServiceNamespace', 'ScalingTargetId'],
    create: async (wanted, { scope }) => put(scope, wanted),
    update: async (_state, wanted, _previous, { scope }) => put(scope, wanted),
    async delete(state, wanted, { scope }) {
      unlessGone(() => {
        const policy = autoScaling.policies.list(scope).find(({ arn }) => arn === state.physicalId);
        if (!policy) throw noPolicyFound(resourceIdOf(wanted), wanted.PolicyName);
        autoScaling.policies.delete(scope, policy.resourceId, policy.name);
      });
    },
  };
}

function resourceIdOf({ ScalingTargetId, ResourceId, ...kind }: ScalingPolicyProperties): string {
  const [fromTarget, dimension, namespace] = (ScalingTargetId ?? '').split('|');
  checkKind(namespace ?? kind.ServiceNamespace, dimension ?? kind.ScalableDimension);
  const resourceId = fromTarget || ResourceId;
  if (!resourceId)
    throw new Error('A scaling policy needs ScalingTargetId, or ResourceId with its dimension and namespace.');
  return resourceId;
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';

function configurationOf(given: TargetTrackingInput): TargetTrackingInput {
  const { CustomizedMetricSpecification: customized } = given;
  return {
    ...given,
    ...numbers(given, ['TargetValue', 'ScaleInCooldown', 'ScaleOutCooldown']),
    ...(given.DisableScaleIn !== undefined && { DisableScaleIn: isTrue(given.DisableScaleIn) }),
    ...(customized?.Metrics && {
      CustomizedMetricSpecification: {
        ...customized,
        Metrics: customized.Metrics.map((query) => ({
          ...query,
          ...(query.ReturnData !== undefined && { ReturnData: isTrue(query.ReturnData) }),
        })),
      },
    }),
  };
}

function numbers<K extends string>(from: Partial<Record<K, unknown>>, names: readonly K[]): Partial<Record<K, number>> {
  const result: Partial<Record<K, number>> = {};
  for (const name of names) if (from[name] !== undefined) result[name] = Number(from[name]);
  return result;
}
