import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../../runtime/deployments/errors.ts';
import { readRouting } from '../read-routing.ts';
import type { Operation } from '../operation.ts';

export const createDeploymentConfig: Operation<
  client.CreateDeploymentConfigCommandInput,
  client.CreateDeploymentConfigCommandOutput
> =
  (codeDeploy) =>
  ({ deploymentConfigName, computePlatform, trafficRoutingConfig, minimumHealthyHosts, zonalConfig }, { scope }) => {
    if (minimumHealthyHosts) throw errors.notRehearsed('minimumHealthyHosts');
    if (zonalConfig) throw errors.notRehearsed('zonalConfig');
    const routing = readRouting(trafficRoutingConfig);
    const config = codeDeploy.configs.create(scope, {
      ...(deploymentConfigName !== undefined && { name: deploymentConfigName }),
      ...(computePlatform !== undefined && { computePlatform }),
      ...(routing && { routing }),
    });
    return { $metadata: {}, deploymentConfigId: config.id };
  };
