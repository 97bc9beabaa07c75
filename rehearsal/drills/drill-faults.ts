import { builtInFault, type Fault } from '../adapters/process-runtime/container-process.ts';
import type { Stage } from './stage.ts';

/** What makes a release bad, as the configuration says: by default for those who come through the production listener. */
export function drillFaults({ engine, product, scope }: Stage, productionListenerArn: string): Fault[] {
  const productionPort = () => engine.world.loadBalancing.listeners.get(scope, productionListenerArn).port;
  const { share, spared, listenerPort = productionPort() } = product.drill.fault;
  const whenHeader = { name: 'x-forwarded-port', pattern: `^${listenerPort}$` };
  return [builtInFault('http-errors', { share, exceptPaths: [spared], whenHeader })];
}
