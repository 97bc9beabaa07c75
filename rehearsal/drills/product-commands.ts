import { join } from 'node:path';
import { CommandFailed, runCommand } from '../adapters/product/product-command.ts';
import { awsEnvironment } from './aws-clients.ts';
import type { Stage } from './stage.ts';

/**
 * Releases what a stack names by the product's own command. Its status tells whether it released; a drill judges by what
 * was seen, not by that.
 */
export async function deployStack(stage: Stage, stack: string): Promise<boolean> {
  try {
    await run(stage, stage.product.commands.deploy, stack);
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    stage.engine.log.info('The deploy command reports that the release failed.', { stack, status: error.exitCode });
    return false;
  }
}

/** Ends the rollback window of a stack's last release. */
export const finishStack = (stage: Stage, stack: string): Promise<void> =>
  run(stage, stage.product.commands.finish, stack);

async function run({ engine, product, scope, signal }: Stage, command: string[], stack: string): Promise<void> {
  await runCommand(command, {
    cwd: product.root,
    logFile: join(engine.folders.logs, 'deploy.log'),
    values: {
      stack,
      report: join(engine.folders.logs, `deploy-${stack}.json`),
      // Metrics come by the second at most.
      minuteSeconds: String(Math.max(1, Math.round(engine.world.clock.toReal(60_000) / 1000))),
    },
    environment: awsEnvironment(engine.endpoint, scope),
    signal,
  });
}
