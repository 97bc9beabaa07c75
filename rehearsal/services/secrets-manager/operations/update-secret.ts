import type { UpdateSecretCommandInput, UpdateSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { contentOf, refuseManaged, refuseMembers, required, token } from '../mapping.ts';

/** Without a value only the fields change, and there is no new version. Source: UpdateSecret. */
export const updateSecret =
  ({ secrets }: SecretsManagerDependencies): Handler<UpdateSecretCommandInput, UpdateSecretResponse> =>
  (input, { scope }) => {
    refuseMembers(input, ['Type']);
    const secret = secrets.get(scope, required(input.SecretId, 'SecretId'));
    refuseManaged(secret);
    const content = contentOf(input.SecretString, input.SecretBinary);
    const made = content && secrets.put(scope, secret.arn, { content, token: token(input.ClientRequestToken) });
    if (input.Description !== undefined) secret.description = input.Description;
    if (input.KmsKeyId !== undefined) secret.kmsKeyId = input.KmsKeyId;
    secrets.changed(secret);
    return { ARN: secret.arn, Name: secret.name, VersionId: made?.version.id };
  };
