import type { Engine } from '../../../rehearsal/engine.ts';
import { listenerClient } from './listener-client.ts';

const AT_ONCE = 10;
/** Nobody else asks for it. */
const PATH = '/version';

export interface Burst {
  requests: number;
  /** As the load balancer recorded them, by target group; what others ask meanwhile is not among them. */
  byGroup: Record<string, number>;
  /** As the answers of `/version` tell. */
  byRelease: Record<string, number>;
}

/** Sends requests through a listener as fast as a few clients can, and tells who answered. Throws when one is not answered with 200. */
export async function burst(engine: Engine, listener: string, requests: number): Promise<Burst> {
  const { router } = engine.world;
  const client = listenerClient(engine, listener);
  const byGroup: Record<string, number> = {};
  const forget = router.requests.subscribe((records) => {
    for (const { group, path, ...record } of records)
      if (record.listener === listener && path === PATH && group !== undefined)
        byGroup[group] = (byGroup[group] ?? 0) + 1;
  });
  const byRelease: Record<string, number> = {};
  let left = requests;
  const askAll = async () => {
    while (left-- > 0) {
      const answer = await client.fetch(PATH);
      if (answer.status !== 200) throw new Error(`${client.origin} answered ${answer.status}.`);
      const { release } = (await answer.json()) as { release: string };
      byRelease[release] = (byRelease[release] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askAll));
  await router.flush();
  forget();
  return { requests, byGroup, byRelease };
}
