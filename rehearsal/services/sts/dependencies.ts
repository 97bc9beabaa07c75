import type { Identities } from '../../runtime/identity/identities.ts';

export interface StsDependencies {
  identities: Identities;
}
