import type { GetCallerIdentityCommandInput, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Handler } from '../../../wire/service-table.ts';
import type { StsDependencies } from '../dependencies.ts';

export const getCallerIdentity =
  ({ identities }: StsDependencies): Handler<GetCallerIdentityCommandInput, GetCallerIdentityResponse> =>
  (_input, { caller }) => ({ UserId: identities.userId(caller), Account: caller.account, Arn: caller.arn });
