import * as client from '@aws-sdk/client-secrets-manager';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { SecretsManagerDependencies } from './dependencies.ts';
import { cancelRotateSecret } from './operations/cancel-rotate-secret.ts';
import { createSecret } from './operations/create-secret.ts';
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts';
import { deleteSecret } from './operations/delete-secret.ts';
import { describeSecret } from './operations/describe-secret.ts';
import { getRandomPassword } from './operations/get-random-password.ts';
import { getResourcePolicy } from './operations/get-resource-policy.ts';
import { getSecretValue } from './operations/get-secret-value.ts';
import { listSecretVersionIds } from './operations/list-secret-version-ids.ts';
import { listSecrets } from './operations/list-secrets.ts';
import { putResourcePolicy } from './operations/put-resource-policy.ts';
import { putSecretValue } from './operations/put-secret-value.ts';
import { restoreSecret } from './operations/restore-secret.ts';
import { rotateSecret } from './operations/rotate-secret.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateSecret } from './operations/update-secret.ts';
import { updateSecretVersionStage } from './operations/update-secret-version-stage.ts';

/** Secrets Manager. Values are in no log and not in the record of calls, which has the names of inputs only. */
export function secretsManagerApi(dependencies: SecretsManagerDependencies): ServiceTable {
  return {
    name: 'secrets-manager',
    client,
    operations: {
      CancelRotateSecret: cancelRotateSecret(dependencies),
      CreateSecret: createSecret(dependencies),
      DeleteResourcePolicy: deleteResourcePolicy(dependencies),
      DeleteSecret: deleteSecret(dependencies),
      DescribeSecret: describeSecret(dependencies),
      GetRandomPassword: getRandomPassword(),
      GetResourcePolicy: getResourcePolicy(dependencies),
      GetSecretValue: getSecretValue(dependencies),
      ListSecretVersionIds: listSecretVersionIds(dependencies),
      ListSecrets: listSecrets(dependencies),
      PutResourcePolicy: putResourcePolicy(dependencies),
      PutSecretValue: putSecretValue(dependencies),
      RestoreSecret: restoreSecret(dependencies),
      RotateSecret: rotateSecret(dependencies),
      TagResource: tagResource(dependencies),
      UntagResource: untagResource(dependencies),
      UpdateSecret: updateSecret(dependencies),
      UpdateSecretVersionStage: updateSecretVersionStage(dependencies),
    },
    gaps: [
      'Values are kept in the state as they are: KMS keys are recorded, not used.',
      'Resource policies are kept, not enforced; BlockPublicPolicy is not evaluated.',
      'Rotation schedules are recorded: a rotation runs when RotateSecret asks for it, and NextRotationDate of a cron expression is not worked out.',
      'A rotation that failed is not tried again by itself; the next RotateSecret does so.',
      'RotationToken is not given to rotation functions: they have the identity of their own account.',
      'Replication to other regions, secrets of external partners and BatchGetSecretValue are not served.',
      'ListSecrets refuses the filters primary-region and all, and sorting.',
      'Unverified: the texts of errors about managed secrets, tokens with another value, password rules and ranges, and what deleting a secret that does not exist answers.',
    ],
  };
}
