import type * as client from '@aws-sdk/client-codedeploy';

import { refuseToken } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const listApplications: Operation<client.ListApplicationsCommandInput, client.ListApplicationsCommandOutput> =
  (codeDeploy) =>
  ({ nextToken }, { scope }) => {
    refuseToken(nextToken);
    return { $metadata: {}, applications: codeDeploy.applications.list(scope).map(({ name }) => name) };
  };
