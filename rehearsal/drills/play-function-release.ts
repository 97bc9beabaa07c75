import type { Assembly } from '../domain/stack/assembly.ts';
import { startDrillLoad } from './drill-load.ts';
import { functionOutputs } from './function-stack.ts';
import { FunctionWatch } from './function-watch.ts';
import { pause } from './pause.ts';
import { deployStack } from './product-commands.ts';
import { serviceOutputs } from './service-stack.ts';
import { QUIET_MS, type Stage } from './stage.ts';
import type { FunctionObservation } from './verdict/judge-function.ts';

/** Of its invocations fail. */
const ALL = 1;

export interface BadFunctionDrill {
  /** For example `bad function`. */
  name: string;
  assembly: Assembly;
  functionsStack: string;
}

/**
 * Releases a version of the function that fails, under load, and tells what was seen. The service is left as it is. A
 * minute of the alarm's is a second here, so that the requests are those that concern things, where functions are.
 */
export async function playBadFunction(
  stage: Stage,
  { name, assembly, functionsStack }: BadFunctionDrill,
): Promise<FunctionObservation> {
  const { engine, clients, product, scope, signal, quietMs = QUIET_MS } = stage;
  const { ProductionListenerArn } = await serviceOutputs(clients.cloudformation, product.drill.serviceStack);
  const watch = await FunctionWatch.start(engine, clients, functionsStack);
  const [first, ...others] = product.drill.requests;
  const requests = [first, ...others.filter(({ about }) => about)].flatMap((one) =>
    one ? [{ ...one, weight: 1 }] : [],
  );
  const load = await startDrillLoad(stage, ProductionListenerArn, requests);
  try {
    await pause(quietMs, signal);
    await engine.deploy(assembly, [product.drill.environment], (line) => engine.log.info(line));
    const { FunctionName, FunctionVersion } = await functionOutputs(clients.cloudformation, functionsStack);
    engine.failInvocations(scope, FunctionName, FunctionVersion, ALL);
    await deployStack(stage, functionsStack);
    await pause(quietMs, signal);
    await load.stop();
    return await watch.observation(name, 'rolled back');
  } finally {
    watch.stop();
    await load.stop();
  }
}
