import type { Environment } from '../../config/schema.ts';

/** Without them the service and its functions answer everybody. */
export const accessVariables = (access: Environment['access']): Record<string, string> =>
  access === 'public'
    ? {}
    : {
        AUTH_ISSUER: access.issuer,
        AUTH_AUDIENCE: access.audience,
        ...(access.jwksUrl !== undefined && { AUTH_JWKS_URL: access.jwksUrl }),
      };

/** Without it no web page may call. */
export const corsVariables = (origins: readonly string[]): Record<string, string> =>
  origins.length === 0 ? {} : { CORS_ORIGINS: origins.join(',') };
