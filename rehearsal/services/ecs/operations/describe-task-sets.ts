import type { DescribeTaskSetsCommandInput, DescribeTaskSetsCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireTaskSet } from '../mapping.ts';

export const describeTaskSets =
  ({
    services,
  }: EcsDependencies): Handler<DescribeTaskSetsCommandInput, Omit<DescribeTaskSetsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const service = services.active(scope, input.cluster, input.service ?? '');
    const found = service.taskSets.filter(
      ({ id, arn }) => !input.taskSets || input.taskSets.includes(id) || input.taskSets.includes(arn),
    );
    const missing = (input.taskSets ?? []).filter(
      (reference) => !found.some(({ id, arn }) => id === reference || arn === reference),
    );
    return {
      taskSets: found.map((taskSet) => wireTaskSet(service, taskSet)),
      failures: missing.map((arn) => ({ arn, reason: 'MISSING' })),
    };
  };
