import type { Context } from '../context.ts';
import type { Outcome } from '../outcome.ts';
import type { Wishes } from '../release/decide-release.ts';
import { releaseTarget } from '../release/release-target.ts';
import { deployFunction } from './deploy-function.ts';
import { deployService } from './deploy-service.ts';

export interface DeployOptions extends Wishes {
  stack: string;
}

/** Releases what the stack names, a service or a function, and watches it to the end. */
export async function deploy(options: DeployOptions, context: Context): Promise<Outcome> {
  const target = releaseTarget(options.stack, await context.aws.stacks.outputs(options.stack));
  return target.platform === 'Lambda'
    ? deployFunction(target, options, context)
    : deployService(target, options, context);
}
