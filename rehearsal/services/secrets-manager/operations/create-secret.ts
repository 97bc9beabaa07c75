import type { CreateSecretCommandInput, CreateSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { contentOf, refuseMembers, required, tagsOf, token } from '../mapping.ts';

export const createSecret =
  ({ secrets }: SecretsManagerDependencies): Handler<CreateSecretCommandInput, CreateSecretResponse> =>
  (input, { scope }) => {
    refuseMembers(input, ['AddReplicaRegions', 'ForceOverwriteReplicaSecret', 'Type']);
    const secret = secrets.create(scope, {
      name: required(input.Name, 'Name'),
      content: contentOf(input.SecretString, input.SecretBinary),
      token: token(input.ClientRequestToken),
      description: input.Description,
      kmsKeyId: input.KmsKeyId,
      tags: tagsOf(input.Tags ?? []),
    });
    return { ARN: secret.arn, Name: secret.name, VersionId: secret.versions.at(-1)?.id };
  };
