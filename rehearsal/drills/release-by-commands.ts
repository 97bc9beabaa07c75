import type { Assembly } from '../domain/stack/assembly.ts';
import { drillFaults } from './drill-faults.ts';
import type { ReleaseWay } from './play-release.ts';
import { deployStack } from './product-commands.ts';
import { serviceOutputs } from './service-stack.ts';

/** The stacks of the assembly, then the product's own deploy command: what a pipeline's stage does, without the pipeline. */
export const byCommands =
  (assembly: Assembly): ReleaseWay =>
  async (stage, { isFaulty }) => {
    const { engine, clients, product } = stage;
    const { environment, serviceStack, functionsStack } = product.drill;
    await engine.deploy(assembly, [environment], (line) => engine.log.info(line));
    const { TaskDefinitionArn, ProductionListenerArn } = await serviceOutputs(clients.cloudformation, serviceStack);
    if (isFaulty) engine.injectFaults((arn) => arn === TaskDefinitionArn, drillFaults(stage, ProductionListenerArn));
    if (functionsStack !== undefined) await deployStack(stage, functionsStack);
    return deployStack(stage, serviceStack);
  };
