import type { Engine } from '../../../rehearsal/engine.ts';
import { listenerClient } from './listener-client.ts';

const AT_ONCE = 10;

export interface Burst {
  requests: number;
  /** As the load balancer counted them, by target group. */
  byGroup: Record<string, number>;
  /** As the answers of `/version` tell. */
  byRelease: Record<string, number>;
}

/** Sends requests through a listener as fast as a few clients can, and tells who answered. Throws when one is not answered with 200. */
export async function burst(engine: Engine, listener: string, requests: number): Promise<Burst> {
  const { router } = engine.world;
  const client = listenerClient(engine, listener);
  const before = await router.counts();
  const byRelease: Record<string, number> = {};
  let left = requests;
  const askAll = async () => {
    while (left-- > 0) {
      const answer = await client.fetch('/version');
      if (answer.status !== 200) throw new Error(`${client.origin} answered ${answer.status}.`);
      const { release } = (await answer.json()) as { release: string };
      byRelease[release] = (byRelease[release] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askAll));
  const { counts } = await router.counts(before);
  const byGroup = Object.fromEntries(
    counts.filter((one) => one.listener === listener && one.chosen > 0).map(({ group, chosen }) => [group, chosen]),
  );
  return { requests, byGroup, byRelease };
}
