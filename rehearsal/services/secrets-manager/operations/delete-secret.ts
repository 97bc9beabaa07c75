import type { DeleteSecretCommandInput, DeleteSecretResponse } from '@aws-sdk/client-secrets-manager';
import { invalidParameter } from '../../../runtime/secrets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { refuseManaged, required } from '../mapping.ts';

/** Recoverable for 30 days when not told otherwise. Source: DeleteSecret. */
export const deleteSecret =
  ({ secrets }: SecretsManagerDependencies): Handler<DeleteSecretCommandInput, DeleteSecretResponse> =>
  (input, { scope }) => {
    const id = required(input.SecretId, 'SecretId');
    const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force = false } = input;
    if (force && days !== undefined)
      throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    // Source: DeleteSecret, ForceDeleteWithoutRecovery: no error for one that does not exist.
    if (force && !secrets.has(scope, id)) return { Name: id };
    refuseManaged(secrets.find(scope, id));
    const { arn, name, deletion } = secrets.delete(scope, id, force ? undefined : (days ?? 30));
    return { ARN: arn, Name: name, DeletionDate: deletion && new Date(deletion.dueAt) };
  };
