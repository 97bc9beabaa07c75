import type { GetAuthorizationTokenCommandInput, GetAuthorizationTokenCommandOutput } from '@aws-sdk/client-ecr';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';

/** Source: ECR API, GetAuthorizationToken: valid for twelve hours. */
const VALID_MS = 12 * 3_600_000;

/** A token of the right shape; no registry protocol takes it here. */
export const getAuthorizationToken =
  ({
    clock,
  }: EcrDependencies): Handler<
    GetAuthorizationTokenCommandInput,
    Omit<GetAuthorizationTokenCommandOutput, '$metadata'>
  > =>
  (input, { scope, caller }) => ({
    authorizationData: (input.registryIds ?? [scope.account]).map((registry) => ({
      authorizationToken: btoa(`AWS:${caller.accessKeyId}`),
      expiresAt: new Date(clock.now() + VALID_MS),
      proxyEndpoint: `https://${registry}.dkr.ecr.${scope.region}.amazonaws.com`,
    })),
  });
