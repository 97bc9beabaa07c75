import type { Scope } from '../../kernel/scope.ts';

export interface TemporaryCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** Issues keys that the gateway recognises as the role's. */
export interface Credentials {
  forRole(scope: Scope, roleArn: string, sessionName: string): TemporaryCredentials;
}
