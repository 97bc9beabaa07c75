import type * as client from '@aws-sdk/client-codedeploy';

import { applicationInfo } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const getApplication: Operation<client.GetApplicationCommandInput, client.GetApplicationCommandOutput> =
  (codeDeploy) =>
  ({ applicationName }, { scope }) => ({
    $metadata: {},
    application: applicationInfo(codeDeploy.applications.get(scope, applicationName)),
  });
