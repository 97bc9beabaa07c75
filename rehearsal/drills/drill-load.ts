import { loadTarget } from './listener-origin.ts';
import { type Load, startLoad } from './load/start-load.ts';
import type { Stage } from './stage.ts';

/** A drill that lasts longer has gone wrong; the load ends by itself then. */
const MAX_SECONDS = 3600;

/** Starts the configured requests, or these, on a listener. */
export async function startDrillLoad(
  { engine, product, scope }: Stage,
  listenerArn: string,
  requests = product.drill.requests,
): Promise<Load> {
  // An environment that answers everybody does not look at it.
  const token = await engine.issuer?.token({ subject: 'load' });
  return startLoad({
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...loadTarget(engine.world, scope, listenerArn),
    rate: product.drill.requestsPerSecond,
    mix: requests.map(({ body, ...request }) => ({
      ...request,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })),
    maxSeconds: MAX_SECONDS,
  });
}
