import type { DeleteServiceCommandInput, DeleteServiceCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireService } from '../mapping.ts';

export const deleteService =
  ({ services }: EcsDependencies): Handler<DeleteServiceCommandInput, Omit<DeleteServiceCommandOutput, '$metadata'>> =>
  (input, { scope }) => ({
    service: wireService(
      services.delete(scope, input.cluster, input.service ?? '', { force: input.force ?? false }),
      true,
    ),
  });
