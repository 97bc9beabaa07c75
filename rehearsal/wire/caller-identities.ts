import type { Caller } from './service-table.ts';

/** Who a request's credentials are. The gateway asks; `runtime/identity` answers. */
export interface CallerIdentities {
  /** Throws AwsError when the key was issued here and is expired, or its session token does not fit. */
  resolve(accessKeyId: string, sessionToken: string | undefined): Caller;
}
