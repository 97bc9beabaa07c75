import type { ActionDefinition, StageDefinition } from './definition.ts';
import { currentRun, type Execution, type ExecutionFacts } from './execution.ts';

/** How far an execution is in a stage: actions to start now, waiting for those that run, or done. */
export type StageProgress =
  { is: 'open'; ready: readonly ActionDefinition[] } | { is: 'running' } | { is: 'succeeded' } | { is: 'failed' };

/**
 * Run orders follow each other; actions of one order run beside each other, and one that fails does not stop the others: the
 * stage fails when all of them have ended. The last is unverified of AWS.
 */
export function stageProgress(stage: StageDefinition, execution: ExecutionFacts): StageProgress {
  const orders = [...new Set(stage.actions.map(({ runOrder }) => runOrder))].toSorted((a, b) => a - b);
  for (const order of orders) {
    const actions = stage.actions.filter(({ runOrder }) => runOrder === order);
    const ready = actions.filter(({ name }) => !currentRun(execution, stage.name, name));
    if (ready.length > 0) return { is: 'open', ready };
    const statuses = actions.map(({ name }) => currentRun(execution, stage.name, name)?.status);
    if (statuses.includes('InProgress')) return { is: 'running' };
    if (statuses.some((status) => status !== 'Succeeded')) return { is: 'failed' };
  }
  return { is: 'succeeded' };
}

export const stageOf = ({ stages }: Pick<ExecutionFacts, 'stages'>, name: string): StageDefinition | undefined =>
  stages.find((stage) => stage.name === name);

/** The stage after `name`; undefined after the last. */
export const stageAfter = ({ stages }: Execution, name: string): StageDefinition | undefined =>
  stages[stages.findIndex((stage) => stage.name === name) + 1];
