import { composeBootstrap } from '../../infra/bootstrap/app.ts';

/** A stack of infra/bootstrap, as it is synthesized. */
export interface BootstrapStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: unknown;
}

/** Synthesizes them into a directory, from which the CDK CLI deploys them. */
export function bootstrapStacks(outdir: string, context: Readonly<Record<string, string>>): BootstrapStack[] {
  return composeBootstrap({ outdir, context })
    .synth()
    .stacks.map((stack) => ({
      name: stack.stackName,
      account: stack.environment.account,
      region: stack.environment.region,
      template: stack.template as unknown,
    }));
}
