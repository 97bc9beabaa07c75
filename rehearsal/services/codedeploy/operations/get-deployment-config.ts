import type * as client from '@aws-sdk/client-codedeploy';

import { configInfo } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const getDeploymentConfig: Operation<
  client.GetDeploymentConfigCommandInput,
  client.GetDeploymentConfigCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentConfigName }, { scope }) => ({
    $metadata: {},
    deploymentConfigInfo: configInfo(codeDeploy.configs.get(scope, deploymentConfigName)),
  });
