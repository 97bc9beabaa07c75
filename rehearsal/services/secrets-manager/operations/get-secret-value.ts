import type { GetSecretValueCommandInput, GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const getSecretValue =
  ({ secrets }: SecretsManagerDependencies): Handler<GetSecretValueCommandInput, GetSecretValueResponse> =>
  (input, { scope }) => {
    const { secret, version } = secrets.value(scope, required(input.SecretId, 'SecretId'), {
      versionId: input.VersionId,
      stage: input.VersionStage,
    });
    const { content } = version;
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      ...('text' in content ? { SecretString: content.text } : { SecretBinary: content.bytes }),
      VersionStages: version.stages,
      CreatedDate: new Date(version.createdAt),
    };
  };
