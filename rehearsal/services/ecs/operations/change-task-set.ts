import type { CreateTaskSetCommandInput } from '@aws-sdk/client-ecs';
import { externalControllerOnly } from '../../../runtime/container-service/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';

/**
 * CreateTaskSet, UpdateTaskSet, DeleteTaskSet and UpdateServicePrimaryTaskSet: users may change the task sets of services
 * with an EXTERNAL controller only, and there are none here. Source of the text: hashicorp/terraform-provider-aws#30347.
 */
export const changeTaskSet =
  ({ services }: EcsDependencies): Handler<Pick<CreateTaskSetCommandInput, 'cluster' | 'service'>, never> =>
  (input, { scope }) => {
    services.active(scope, input.cluster, input.service ?? '');
    throw externalControllerOnly();
  };
