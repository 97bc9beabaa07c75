import type { AssumeRoleCommandInput, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { invalidRequest } from '../../../runtime/identity/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { StsDependencies } from '../dependencies.ts';

const NOT_REHEARSED = [
  'PolicyArns',
  'Policy',
  'Tags',
  'TransitiveTagKeys',
  'SerialNumber',
  'TokenCode',
  'SourceIdentity',
  'ProvidedContexts',
] as const;

export const assumeRole =
  ({ identities }: StsDependencies): Handler<AssumeRoleCommandInput, AssumeRoleResponse> =>
  (input, { caller }) => {
    const { RoleArn, RoleSessionName, DurationSeconds } = input;
    if (RoleArn === undefined) throw missing('roleArn');
    if (RoleSessionName === undefined) throw missing('roleSessionName');
    const unknown = NOT_REHEARSED.filter((name) =>
      Array.isArray(input[name]) ? input[name].length > 0 : input[name] !== undefined,
    );
    if (unknown.length > 0)
      throw invalidRequest(`The rehearsal does not implement ${unknown.join(', ')} of AssumeRole.`);
    const { identity, credentials } = identities.assume(caller.arn, {
      roleArn: RoleArn,
      sessionName: RoleSessionName,
      durationSeconds: DurationSeconds,
    });
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: new Date(credentials.expiresAt),
      },
      AssumedRoleUser: { AssumedRoleId: identity.userId, Arn: identity.arn },
    };
  };

const missing = (member: string) =>
  invalidRequest(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
