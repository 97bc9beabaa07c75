import type * as client from '@aws-sdk/client-codedeploy';

import { refuseToken } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const listDeploymentConfigs: Operation<
  client.ListDeploymentConfigsCommandInput,
  client.ListDeploymentConfigsCommandOutput
> =
  (codeDeploy) =>
  ({ nextToken }, { scope }) => {
    refuseToken(nextToken);
    return { $metadata: {}, deploymentConfigsList: codeDeploy.configs.list(scope).map(({ name }) => name) };
  };
