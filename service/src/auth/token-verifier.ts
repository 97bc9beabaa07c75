/** What a request's `authorization` header turned out to be worth. */
export type TokenVerdict =
  | { readonly ok: true; readonly subject: string | undefined }
  /** `challenge` is the value of `www-authenticate` (RFC 6750, section 3); `detail` says what is wrong, never the token. */
  | { readonly ok: false; readonly challenge: string; readonly detail: string }
  /** The issuer's keys could not be had: the request may be repeated. */
  | { readonly ok: 'unknown'; readonly detail: string };

/** Used by the service and by the functions beside it: nothing of Nest or Fastify. */
export interface TokenVerifier {
  /** @param authorization the header as sent */
  verify(authorization: string | undefined): Promise<TokenVerdict>;
}
