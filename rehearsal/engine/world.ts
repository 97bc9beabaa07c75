import type { Scope } from '../kernel/scope.ts';
import type { Parameters } from '../runtime/parameters/parameters.ts';
import { templateYaml } from '../adapters/template-yaml.ts';
import { dynamicValues } from '../runtime/stacks/dynamic-values.ts';
import { Stacks } from '../runtime/stacks/stacks.ts';
import { createParts, type Parts, type PartsOptions } from './parts.ts';
import { resourceTypesOf } from './resource-types.ts';
import { storedTemplate } from './stored-objects.ts';

export interface World extends Parts {
  stacks: Stacks;
  /** Ends every process, thread and timer. */
  close(): Promise<void>;
}

/** The rehearsed AWS: its parts, and CloudFormation on top of them. */
export async function createWorld(options: Omit<PartsOptions, 'stacks'>): Promise<World> {
  const made = await createParts({ ...options, stacks: () => stacks });
  const { parts } = made;
  const { clock, ids, log, parameters, secrets } = parts;
  const stacks = new Stacks({
    clock,
    ids,
    log,
    types: resourceTypesOf(parts),
    parameterStore: { value: (scope, name) => valueOf(parameters, scope, name) },
    dynamicValues: (scope) => dynamicValues(scope, { parameters, secrets }),
    templateDocuments: templateYaml,
    templateAt: (scope, url) => storedTemplate(parts.buckets, scope, url),
  });
  const close = async () => {
    // First, so that they start nothing more; what they wait for is ended by what follows.
    const pipelinesEnded = parts.pipelines.close();
    // An operation under way would otherwise outlive what it works on.
    await stacks.stop();
    await pipelinesEnded;
    await made.close();
  };
  return { ...parts, stacks, close };
}

/** CloudFormation asks for a value or nothing; the store's own answer for nothing is an error of its API. */
function valueOf(parameters: Parameters, scope: Scope, name: string): string | undefined {
  return parameters.list(scope).some((parameter) => parameter.name === name)
    ? parameters.get(scope, name).version.value
    : undefined;
}
