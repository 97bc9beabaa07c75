import type * as client from '@aws-sdk/client-codedeploy';

import type { Operation } from '../operation.ts';

export const deleteApplication: Operation<
  client.DeleteApplicationCommandInput,
  client.DeleteApplicationCommandOutput
> =
  (codeDeploy) =>
  ({ applicationName }, { scope }) => {
    codeDeploy.deleteApplication(scope, applicationName);
    return { $metadata: {} };
  };
