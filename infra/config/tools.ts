import type { Configuration } from './schema.ts';

/** Where the pipeline and the image repository live. 111111111111 is a placeholder: it synthesizes and rehearses, and never deploys. */
export const tools: Configuration['tools'] = {
  account: '111111111111',
  region: 'eu-west-1',
  source: {
    connectionArn:
      'arn:aws:codestar-connections:eu-west-1:111111111111:connection/00000000-0000-0000-0000-000000000000',
    repository: 'example/picus',
    branch: 'main',
  },
  auditDependencies: false,
  notifications: { emails: [], slack: 'none' },
  permissionsBoundary: 'none',
};
