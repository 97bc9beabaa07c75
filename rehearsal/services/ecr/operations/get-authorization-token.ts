import type { GetAuthorizationTokenCommandInput, GetAuthorizationTokenCommandOutput } from '@aws-sdk/client-ecr';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';

/** One token: it is good for every registry of the region, whichever was asked for. Its user is `AWS`. */
export const getAuthorizationToken =
  ({
    repositories,
  }: EcrDependencies): Handler<
    GetAuthorizationTokenCommandInput,
    Omit<GetAuthorizationTokenCommandOutput, '$metadata'>
  > =>
  (input, { scope, caller }) => {
    const { arn, account, accessKeyId } = caller;
    const { password, expiresAt } = repositories.tokens.issue({ arn, account, accessKeyId, region: scope.region });
    return {
      authorizationData: (input.registryIds ?? [scope.account]).map((registry) => ({
        authorizationToken: btoa(`AWS:${password}`),
        expiresAt: new Date(expiresAt),
        proxyEndpoint: `https://${registry}.dkr.ecr.${scope.region}.amazonaws.com`,
      })),
    };
  };
