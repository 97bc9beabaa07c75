import type { StopTaskCommandInput, StopTaskCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireTask } from '../mapping.ts';

export const stopTask =
  ({ services }: EcsDependencies): Handler<StopTaskCommandInput, Omit<StopTaskCommandOutput, '$metadata'>> =>
  (input, { scope }) => ({
    task: wireTask(
      services.stopTask(
        scope,
        input.cluster,
        input.task ?? '',
        'UserInitiated',
        input.reason ?? 'Task stopped by user',
      ),
    ),
  });
