import type { AssemblyEnvironment, AssemblyStack } from '../../domain/stack/assembly.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import { runGraph } from './run-graph.ts';
import type { StackRecord } from './stack-record.ts';
import type { Stacks } from './stacks.ts';

/** A stack that did not come to be as its template says. */
class DeploymentFailed extends Error {
  override readonly name = 'DeploymentFailed';
}

/** Everything in the environments' templates that cannot be rehearsed: one line each, with the stack's name. Nothing starts. */
function checkEnvironments(stacks: Stacks, environments: readonly AssemblyEnvironment[]): string[] {
  return environments.flatMap((environment) =>
    environment.stacks.flatMap((stack) => {
      try {
        return stacks.check(scopeOf(stack), requestOf(stack)).map(({ message }) => `${stack.name}: ${message}`);
      } catch (error) {
        return [`${stack.name}: ${messageOf(error)}`];
      }
    }),
  );
}

/** Throws DeploymentFailed with everything that cannot be rehearsed. */
export function assertRunnable(stacks: Stacks, environments: readonly AssemblyEnvironment[]): void {
  const problems = checkEnvironments(stacks, environments);
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `- ${problem}`).join('\n');
  throw new DeploymentFailed(`The rehearsal cannot run these templates:\n${lines}`);
}

/**
 * Creates or updates every stack of the environments: within one in order of dependency, environments beside each other. What
 * one of them refuses is found before any of them starts. Throws DeploymentFailed.
 */
export async function deployEnvironments(stacks: Stacks, environments: readonly AssemblyEnvironment[]): Promise<void> {
  assertRunnable(stacks, environments);
  const results = await Promise.allSettled(environments.map((environment) => deployEnvironment(stacks, environment)));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [messageOf(result.reason)] : []));
  if (failures.length > 0) throw new DeploymentFailed(failures.join('\n'));
}

/** A stack that never was whole is made anew. */
const isRemnant = ({ status }: StackRecord) =>
  ['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'].includes(status);

/**
 * Creates the stack, or updates it; without changes nothing happens. What goes on with it already, of an earlier engine for
 * example, ends first.
 */
async function deployStack(stacks: Stacks, stack: AssemblyStack): Promise<StackRecord> {
  const scope = scopeOf(stack);
  const leftover = stacks.find(scope, stack.name);
  if (leftover && isRemnant(await stacks.settled(leftover))) {
    stacks.delete(scope, stack.name);
    await stacks.settled(leftover);
  }
  const existing = stacks.find(scope, stack.name);
  if (!existing) return succeeded(await stacks.settled(await stacks.create(scope, requestOf(stack))));
  stacks.checkUpdatable(existing);
  const prepared = await stacks.prepare(scope, requestOf(stack), existing);
  if (stacks.isUnchanged(existing, prepared, stack.tags)) return existing;
  return succeeded(await stacks.settled(await stacks.update(scope, requestOf(stack))));
}

async function deployEnvironment(stacks: Stacks, environment: AssemblyEnvironment): Promise<void> {
  const byId = new Map(environment.stacks.map((stack) => [stack.id, stack]));
  const graph = new Map(environment.stacks.map((stack) => [stack.id, new Set(stack.dependencies)]));
  const failures = await runGraph(graph, async (id) => {
    await deployStack(stacks, byId.get(id) as AssemblyStack);
  });
  if (failures.length > 0) throw new DeploymentFailed(failures.map(({ error }) => messageOf(error)).join('\n'));
}

function succeeded(stack: StackRecord): StackRecord {
  if (['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(stack.status)) return stack;
  const reasons = stack.events
    .filter(({ status, reason }) => status.endsWith('_FAILED') && reason !== undefined && !reason.endsWith('cancelled'))
    .map(({ logicalId, reason }) => `${logicalId}: ${reason}`);
  throw new DeploymentFailed(
    `Stack ${stack.name} is ${stack.status}. ${[...new Set(reasons)].join('; ') || (stack.statusReason ?? '')}`,
  );
}

const scopeOf = ({ account, region }: AssemblyStack) => ({ account, region });

const requestOf = (stack: AssemblyStack) => ({
  name: stack.name,
  templateBody: stack.templateBody,
  tags: stack.tags,
  parameters: stack.parameters,
  terminationProtection: stack.terminationProtection,
});
