import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { DesiredCounts } from '../ports/desired-counts.ts';
import { invalid, noTaggedResource, noTargetFound, noTargetRegistered, serviceDoesNotExist } from './errors.ts';
import { serviceOf } from './resource-id.ts';
import type { ScalableTarget, SuspendedState } from './scaling-state.ts';

/** Members of RegisterScalableTarget that were given. */
export interface TargetRegistration {
  resourceId: string;
  minimum?: number | undefined;
  maximum?: number | undefined;
  roleArn?: string | undefined;
  suspended?: Partial<SuspendedState> | undefined;
  tags?: Record<string, string> | undefined;
}

export interface ScalableTargetsDependencies {
  clock: Clock;
  ids: Ids;
  counts: DesiredCounts;
}

/** What may be scaled, in every account and region. */
export class ScalableTargets {
  readonly #deps: ScalableTargetsDependencies;
  readonly #targets = new PerScope(() => new Map<string, ScalableTarget>());

  constructor(deps: ScalableTargetsDependencies) {
    this.#deps = deps;
  }

  /**
   * Registers, or changes what is given and nothing else. Source: RegisterScalableTarget: "Any parameters that you don't specify
   * are not changed by this update request". Unverified: that single members of SuspendedState count as parameters.
   */
  register(scope: Scope, wanted: TargetRegistration): ScalableTarget {
    const { resourceId } = wanted;
    if (!this.#deps.counts.read(scope, serviceOf(resourceId))) throw serviceDoesNotExist(resourceId);
    const existing = this.#targets.of(scope).get(resourceId);
    // TagResource is for those that exist (RegisterScalableTarget, Tags). The text is ours.
    if (existing && wanted.tags)
      throw invalid('Tags can be given only when a scalable target is created: use TagResource.');
    const before = existing ?? this.#fresh(scope, wanted);
    const target: ScalableTarget = {
      ...before,
      minimum: wanted.minimum ?? before.minimum,
      maximum: wanted.maximum ?? before.maximum,
      roleArn: wanted.roleArn ?? before.roleArn,
      suspended: { ...before.suspended, ...wanted.suspended },
    };
    checkBounds(target);
    this.#targets.of(scope).set(resourceId, target);
    return target;
  }

  find(scope: Scope, resourceId: string): ScalableTarget | undefined {
    return this.#targets.of(scope).get(resourceId);
  }

  /** Throws ObjectNotFoundException. */
  registered(scope: Scope, resourceId: string): ScalableTarget {
    const found = this.find(scope, resourceId);
    if (!found) throw noTargetRegistered(resourceId);
    return found;
  }

  list(scope: Scope): ScalableTarget[] {
    return [...this.#targets.of(scope).values()];
  }

  all(): { scope: Scope; target: ScalableTarget }[] {
    return this.#targets.entries().flatMap(([scope]) => this.list(scope).map((target) => ({ scope, target })));
  }

  deregister(scope: Scope, resourceId: string): void {
    if (!this.#targets.of(scope).delete(resourceId)) throw noTargetFound(resourceId);
  }

  /** Throws ResourceNotFoundException. */
  byArn(scope: Scope, arn: string): ScalableTarget {
    const found = this.list(scope).find((target) => target.arn === arn);
    if (!found) throw noTaggedResource(arn);
    return found;
  }

  save(): [Scope, Map<string, ScalableTarget>][] {
    return this.#targets.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#targets.refill(saved);
  }

  #fresh(scope: Scope, { resourceId, minimum, maximum, tags }: TargetRegistration): ScalableTarget {
    if (minimum === undefined || maximum === undefined)
      throw invalid(
        'MinCapacity and MaxCapacity are required when a scalable target is registered for the first time.',
      );
    return {
      // Source: RegisterScalableTarget, sample response: 36 characters.
      arn: arnOf(scope, 'application-autoscaling', `scalable-target/${this.#deps.ids.hex(36)}`),
      resourceId,
      minimum,
      maximum,
      roleArn: serviceLinkedRole(scope),
      suspended: { dynamicScalingIn: false, dynamicScalingOut: false, scheduledScaling: false },
      tags: { ...tags },
      createdAt: this.#deps.clock.now(),
    };
  }
}

/** Source: Application Auto Scaling user guide, "Service-linked roles". */
const serviceLinkedRole = ({ account }: Scope): string =>
  `arn:aws:iam::${account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`;

function checkBounds({ minimum, maximum }: ScalableTarget): void {
  for (const bound of [minimum, maximum])
    if (!Number.isInteger(bound) || bound < 0) throw invalid('Capacities must be whole numbers from 0.');
  if (minimum > maximum)
    throw invalid(`Maximum capacity cannot be less than minimum capacity: ${maximum} is less than ${minimum}.`);
}
