import type * as client from '@aws-sdk/client-codedeploy';

import { readTags } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const createApplication: Operation<
  client.CreateApplicationCommandInput,
  client.CreateApplicationCommandOutput
> =
  (codeDeploy) =>
  ({ applicationName, computePlatform, tags }, { scope }) => {
    const application = codeDeploy.applications.create(scope, {
      ...(applicationName !== undefined && { name: applicationName }),
      ...(computePlatform !== undefined && { computePlatform }),
      tags: readTags(tags),
    });
    return { $metadata: {}, applicationId: application.id };
  };
