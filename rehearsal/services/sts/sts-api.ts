import * as client from '@aws-sdk/client-sts';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { StsDependencies } from './dependencies.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';

export function stsApi(dependencies: StsDependencies): ServiceTable {
  return {
    name: 'sts',
    client,
    operations: {
      AssumeRole: assumeRole(dependencies),
      GetCallerIdentity: getCallerIdentity(dependencies),
    },
    gaps: [
      'Trust policies, external ids and permissions are stored and not enforced: any caller may assume a role that exists.',
      'Session policies, session tags and MFA are refused; web identities, SAML and federation tokens are not served.',
    ],
  };
}
