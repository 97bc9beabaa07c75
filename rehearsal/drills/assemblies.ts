import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../adapters/assembly-reader.ts';
import { runCommand } from '../adapters/product/product-command.ts';
import type { ProductConfig } from '../adapters/product/product-config.ts';
import type { Assembly } from '../domain/stack/assembly.ts';

export interface Synthesis {
  product: ProductConfig;
  /** Where assemblies are written. */
  buildsDirectory: string;
  logFile: string;
  signal: AbortSignal;
}

/** Runs the product's own synthesis with a release label, and reads what it wrote. */
export async function synthesize(
  { product, buildsDirectory, logFile, signal }: Synthesis,
  release: string,
): Promise<Assembly> {
  const directory = join(buildsDirectory, `assembly-${release}`);
  rmSync(directory, { recursive: true, force: true });
  await runCommand(product.commands.synthesize, {
    cwd: product.root,
    values: { assembly: directory, release },
    logFile,
    signal,
  });
  return readAssembly(directory);
}

/** Whose administrator unknown access keys are. Throws when there is nothing to rehearse. */
export function firstAccount(assembly: Assembly): string {
  const stack = assembly.environments.flatMap(({ stacks }) => stacks)[0];
  if (!stack) throw new Error('The assembly has no stage with stacks: there is nothing to rehearse.');
  return stack.account;
}
