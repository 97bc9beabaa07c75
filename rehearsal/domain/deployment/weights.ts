/** Shares of a listener's traffic, in percent. They sum to 100: build them with `incomingGets` or `sharesOf`. */
export interface Weights {
  /** The group that traffic moves to. */
  incoming: number;
  /** The group that traffic leaves. */
  outgoing: number;
}

export const incomingGets = (percent: number): Weights => ({ incoming: percent, outgoing: 100 - percent });

/** Percent out of a listener's own weights (0–999 each). A listener that weighs neither group sends all to the outgoing. */
export function sharesOf(incomingWeight: number, outgoingWeight: number): Weights {
  const total = incomingWeight + outgoingWeight;
  return incomingGets(total === 0 ? 0 : Math.round((incomingWeight / total) * 100));
}

export const sameWeights = (one: Weights, other: Weights): boolean =>
  one.incoming === other.incoming && one.outgoing === other.outgoing;

/** Targets of each group that the load balancer holds healthy now. */
export interface HealthyTargets {
  incoming: number;
  outgoing: number;
}

/**
 * The safety rule of every shift: a group's share never rises while it has no healthy target and the other group has.
 * Real CodeDeploy has been seen to shift to targets the load balancer held unhealthy; see `Plan.shiftToUnhealthy`.
 */
export function isSafeShift(from: Weights, to: Weights, healthy: HealthyTargets): boolean {
  const rises = (side: keyof Weights) => to[side] > from[side];
  const unsafe = (side: keyof Weights, other: keyof Weights) =>
    rises(side) && healthy[side] === 0 && healthy[other] > 0;
  return !unsafe('incoming', 'outgoing') && !unsafe('outgoing', 'incoming');
}
