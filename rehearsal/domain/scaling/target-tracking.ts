/** One target tracking policy at the moment of a decision. */
export interface TrackingView {
  name: string;
  targetValue: number;
  /** The metric's newest point; undefined when there is none. */
  value: number | undefined;
  /** Whether its alarms are in ALARM. */
  isHigh: boolean;
  isLow: boolean;
  disableScaleIn: boolean;
  /** Capacity before its last scale-out, while that one's cool-down lasts. */
  scaledOutFrom: number | undefined;
}

export interface ScalingView {
  /** Tasks that the service shall run now. */
  capacity: number;
  minimum: number;
  maximum: number;
  isOutSuspended: boolean;
  isInSuspended: boolean;
  /** The cool-down of the last scale-in lasts. */
  isCoolingIn: boolean;
  policies: readonly TrackingView[];
}

export interface ScalingDecision {
  direction: 'out' | 'in';
  capacity: number;
  policy: string;
}

/**
 * What target tracking makes of its alarms: out as soon as one policy wants it, in only when all that may scale in want it, in
 * both cases to the largest capacity that one of them asks for. Missing data scales nothing.
 * Source: Application Auto Scaling user guide, "How target tracking scaling works": multiple policies, cool-down periods.
 * How AWS computes a capacity is published as "proportional, rounded conservatively" only: this is capacity × metric ÷ target,
 * rounded up, in both directions.
 */
export function decideScaling(view: ScalingView): ScalingDecision | undefined {
  const out = view.isOutSuspended
    ? undefined
    : largest(
        view.policies.filter(({ isHigh }) => isHigh),
        (policy) =>
          // "The capacity added by the initiating scale-out activity is calculated as part of the desired capacity for the next".
          wanted(policy.scaledOutFrom ?? view.capacity, policy),
      );
  if (out && bounded(out.capacity, view) > view.capacity) return decision('out', out, view);
  if (view.isInSuspended || view.isCoolingIn) return undefined;
  const scalingIn = view.policies.filter(({ disableScaleIn }) => !disableScaleIn);
  if (scalingIn.length === 0 || !scalingIn.every(({ isLow, value }) => isLow && value !== undefined)) return undefined;
  const into = largest(scalingIn, (policy) => wanted(view.capacity, policy));
  return into && bounded(into.capacity, view) < view.capacity ? decision('in', into, view) : undefined;
}

interface Wish {
  policy: string;
  capacity: number;
}

function largest(
  policies: readonly TrackingView[],
  capacityOf: (policy: TrackingView) => number | undefined,
): Wish | undefined {
  const wishes = policies.flatMap((policy): Wish[] => {
    const capacity = capacityOf(policy);
    return capacity === undefined ? [] : [{ policy: policy.name, capacity }];
  });
  return wishes.toSorted((a, b) => b.capacity - a.capacity)[0];
}

/** Hides that 3 × 0.7 ÷ 0.7 is a little more than 3. */
const ROUNDING = 1e-9;

const wanted = (capacity: number, { value, targetValue }: TrackingView): number | undefined =>
  value === undefined ? undefined : Math.ceil((capacity * value) / targetValue - ROUNDING);

const bounded = (capacity: number, { minimum, maximum }: ScalingView): number =>
  Math.min(Math.max(capacity, minimum), maximum);

const decision = (direction: 'out' | 'in', { policy, capacity }: Wish, view: ScalingView): ScalingDecision => ({
  direction,
  capacity: bounded(capacity, view),
  policy,
});
