import { builtInFault, type Fault } from '../adapters/process-runtime/container-process.ts';
import type { ProductConfig } from '../adapters/product/product-config.ts';

/** What makes a release bad, as the configuration says. */
export function drillFaults({ drill }: ProductConfig): Fault[] {
  const { share, spared, listenerPort } = drill.fault;
  const whenHeader = { name: 'x-forwarded-port', pattern: `^${listenerPort}$` };
  return [builtInFault('http-errors', { share, exceptPaths: [spared], whenHeader })];
}
