import type { RouterCounts } from '../runtime/ports/traffic-router.ts';

/** What happened between two counts of the same router. */
export function countsSince(before: RouterCounts, now: RouterCounts): RouterCounts {
  const earlier = new Map(before.counts.map((count) => [`${count.listener} ${count.group}`, count]));
  return {
    at: now.at,
    counts: now.counts.map((count) => {
      const base = earlier.get(`${count.listener} ${count.group}`);
      return {
        ...count,
        chosen: count.chosen - (base?.chosen ?? 0),
        answered: count.answered - (base?.answered ?? 0),
        failed: count.failed - (base?.failed ?? 0),
      };
    }),
  };
}
