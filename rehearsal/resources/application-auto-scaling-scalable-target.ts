import { struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import type { AutoScaling } from '../runtime/scaling/auto-scaling.ts';
import { checkKind } from '../runtime/scaling/resource-id.ts';
import type { SuspendedState } from '../runtime/scaling/scaling-state.ts';
import { unlessGone } from './gone.ts';

/** Numbers and booleans may still be text, as templates allow. */
export interface ScalableTargetProperties {
  MaxCapacity: number | string;
  MinCapacity: number | string;
  ResourceId: string;
  RoleARN?: string;
  ScalableDimension: string;
  ServiceNamespace: string;
  SuspendedState?: {
    DynamicScalingInSuspended?: boolean | string;
    DynamicScalingOutSuspended?: boolean | string;
    ScheduledScalingSuspended?: boolean | string;
  };
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  MaxCapacity: 'value',
  MinCapacity: 'value',
  ResourceId: 'value',
  RoleARN: 'value',
  ScalableDimension: 'value',
  ServiceNamespace: 'value',
  SuspendedState: struct({
    DynamicScalingInSuspended: 'value',
    DynamicScalingOutSuspended: 'value',
    ScheduledScalingSuspended: 'value',
  }),
  Tags: tags,
};

/**
 * AWS::ApplicationAutoScaling::ScalableTarget. `Ref` is `<resource id>|<dimension>|<namespace>`. An update without
 * SuspendedState leaves a suspension as it is (unverified).
 */
export function applicationAutoScalingScalableTargetProvider({
  autoScaling,
}: {
  autoScaling: AutoScaling;
}): ResourceProvider<ScalableTargetProperties> {
  /** Tags that others gave stay (unverified). */
  const register = (wanted: ScalableTargetProperties, { scope, stackTags }: ResourceContext): ResourceState => {
    checkKind(wanted.ServiceNamespace, wanted.ScalableDimension);
    const target = autoScaling.targets.register(scope, {
      resourceId: wanted.ResourceId,
      minimum: Number(wanted.MinCapacity),
      maximum: Number(wanted.MaxCapacity),
      roleArn: wanted.RoleARN,
      suspended: wanted.SuspendedState && suspendedOf(wanted.SuspendedState),
    });
    const own = Object.fromEntries((wanted.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    Object.assign(target.tags, stackTags, own);
    const physicalId = [wanted.ResourceId, wanted.ScalableDimension, wanted.ServiceNamespace].join('|');
    return { physicalId, attributes: { Id: physicalId } };
  };
  return {
    type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    properties,
    replaceOn: ['ResourceId', 'ScalableDimension', 'ServiceNamespace'],
    async create(wanted, context) {
      if (autoScaling.targets.find(context.scope, wanted.ResourceId))
        throw new Error(`${wanted.ResourceId} already exists`);
      return register(wanted, context);
    },
    update: async (_state, wanted, _previous, context) => register(wanted, context),
    async delete(state, _wanted, { scope }) {
      unlessGone(() => autoScaling.deregister(scope, state.physicalId.split('|')[0] ?? ''));
    },
  };
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** Members that are not given are false in a template, which states the whole. */
const suspendedOf = (state: NonNullable<ScalableTargetProperties['SuspendedState']>): SuspendedState => ({
  dynamicScalingIn: isTrue(state.DynamicScalingInSuspended),
  dynamicScalingOut: isTrue(state.DynamicScalingOutSuspended),
  scheduledScaling: isTrue(state.ScheduledScalingSuspended),
});
