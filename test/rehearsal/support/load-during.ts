import { join } from 'node:path';
import { readDrilledProduct } from '../../../rehearsal/adapters/product/product-config.ts';
import { loadTarget } from '../../../rehearsal/drills/listener-origin.ts';
import type { LoadRequest } from '../../../rehearsal/drills/load/load-options.ts';
import type { LoadReport } from '../../../rehearsal/drills/load/load-report.ts';
import { startLoad } from '../../../rehearsal/drills/load/start-load.ts';
import { eventually } from './eventually.ts';
import { ROOT } from './labelled-assembly.ts';
import type { Rehearsal } from './rehearsal.ts';

const REQUESTS_A_SECOND = 50;
/** Before the change begins, and after it has ended. */
const REQUESTS_BESIDE = 50;

/** What a load of a listener found, from a little before a change to a little after. Nothing in it may block this thread: it is the engine's. */
export async function loadDuring(
  { engine, scope }: Rehearsal,
  listenerArn: string,
  mix: LoadRequest[],
  change: () => Promise<void>,
): Promise<Pick<LoadReport, 'failed' | 'failures'>> {
  const load = startLoad({
    ...loadTarget(engine.world, scope, listenerArn),
    rate: REQUESTS_A_SECOND,
    mix,
    maxSeconds: 90,
  });
  const more = () => {
    const enough = load.snapshot().sent + REQUESTS_BESIDE;
    return eventually(`${REQUESTS_BESIDE} more requests`, () => (load.snapshot().sent >= enough ? true : undefined));
  };
  try {
    await more();
    await change();
    await more();
  } finally {
    await load.stop();
  }
  const { failed, failures } = await load.ended;
  return { failed, failures };
}

/** All that the product's drill asks, functions too; further statuses are no failure. */
export const drillRequests = (...statusesToo: number[]): LoadRequest[] =>
  readDrilledProduct(join(ROOT, 'rehearsal.config.json')).drill.requests.map(({ body, statuses, ...request }) => ({
    ...request,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    statuses: [...statuses, ...statusesToo],
  }));
