import type {
  UpdateSecretVersionStageCommandInput,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const updateSecretVersionStage =
  ({
    secrets,
  }: SecretsManagerDependencies): Handler<UpdateSecretVersionStageCommandInput, UpdateSecretVersionStageResponse> =>
  (input, { scope }) => {
    const versions = { from: input.RemoveFromVersionId, to: input.MoveToVersionId };
    const stage = required(input.VersionStage, 'VersionStage');
    const secret = secrets.moveLabel(scope, required(input.SecretId, 'SecretId'), stage, versions);
    return { ARN: secret.arn, Name: secret.name };
  };
