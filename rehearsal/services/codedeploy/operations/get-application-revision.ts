import type * as client from '@aws-sdk/client-codedeploy';

import { revisionInfo } from '../mapping.ts';
import type { Operation } from '../operation.ts';

export const getApplicationRevision: Operation<
  client.GetApplicationRevisionCommandInput,
  client.GetApplicationRevisionCommandOutput
> =
  (codeDeploy) =>
  ({ applicationName, revision }, { scope }) => {
    const sha256 = revision?.appSpecContent?.sha256;
    const registered = codeDeploy.applications.revision(scope, applicationName, sha256);
    return { $metadata: {}, applicationName, revision, revisionInfo: revisionInfo(registered) };
  };
