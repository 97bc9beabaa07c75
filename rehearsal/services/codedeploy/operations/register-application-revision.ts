import type * as client from '@aws-sdk/client-codedeploy';

import { readRevision } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const registerApplicationRevision: Operation<
  client.RegisterApplicationRevisionCommandInput,
  client.RegisterApplicationRevisionCommandOutput
> =
  (codeDeploy) =>
  ({ applicationName, description, revision }, { scope }) => {
    codeDeploy.applications.registerRevision(scope, applicationName, {
      ...readRevision(revision),
      ...(description !== undefined && { description }),
    });
    return { $metadata: {} };
  };
