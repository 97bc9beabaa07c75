import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { PerScope, type Scope } from '../../kernel/scope.ts';
import type { DesiredCounts } from '../ports/desired-counts.ts';
import { serviceOf } from './resource-id.ts';
import type { ScalingActivity } from './scaling-state.ts';

/** Older ones make room; AWS keeps six weeks (DescribeScalingActivities). */
const MAX_ACTIVITIES = 500;

/** What was scaled, and why. Texts: as DescribeScalingActivities answers for ECS services in AWS's own examples. */
export class ScalingActivities {
  readonly #deps: { clock: Clock; ids: Ids; counts: DesiredCounts };
  /** Newest first. */
  readonly #activities = new PerScope<ScalingActivity[]>(() => []);

  constructor(deps: { clock: Clock; ids: Ids; counts: DesiredCounts }) {
    this.#deps = deps;
  }

  begin(scope: Scope, resourceId: string, { capacity, cause }: Pick<ScalingActivity, 'capacity' | 'cause'>) {
    const activity: ScalingActivity = {
      id: this.#deps.ids.uuid(),
      resourceId,
      description: `Setting desired count to ${capacity}.`,
      cause,
      capacity,
      status: 'InProgress',
      message: `Successfully set desired count to ${capacity}. Waiting for change to be fulfilled by ecs.`,
      startedAt: this.#deps.clock.now(),
    };
    const activities = this.#activities.of(scope);
    activities.unshift(activity);
    activities.length = Math.min(activities.length, MAX_ACTIVITIES);
    return activity;
  }

  failed(activity: ScalingActivity, why: string): void {
    const { capacity } = activity;
    const message = `Failed to set desired count to ${capacity}. Reason: ${why}`;
    Object.assign(activity, { status: 'Failed', message, endedAt: this.#deps.clock.now() });
  }

  /** Ends those whose service runs what it shall, or shall run something else by now. */
  settle(): void {
    const { clock, counts } = this.#deps;
    for (const [scope, activities] of this.#activities.entries())
      for (const activity of activities) {
        if (activity.status !== 'InProgress') continue;
        const now = counts.read(scope, serviceOf(activity.resourceId));
        if (now?.desired === activity.capacity && now.running !== activity.capacity) continue;
        const message = `Successfully set desired count to ${activity.capacity}. Change successfully fulfilled by ecs.`;
        Object.assign(activity, { status: 'Successful', message, endedAt: clock.now() });
      }
  }

  /** Newest first. */
  list(scope: Scope): readonly ScalingActivity[] {
    return this.#activities.of(scope);
  }

  save(): [Scope, ScalingActivity[]][] {
    return this.#activities.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#activities.refill(saved);
  }
}
