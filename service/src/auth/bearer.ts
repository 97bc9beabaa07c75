/** What the `authorization` header carries. */
export type Bearer =
  | { readonly kind: 'token'; readonly token: string }
  /** No header, or another scheme: the client may not know that a token is needed. */
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly detail: string };

/** Node takes 16 KiB of headers altogether; tokens of common issuers have 1 to 2 KiB. */
const TOKEN_CHARACTERS = 8 * 1024;

/** RFC 6750, section 2.1 (`b64token`); RFC 9110, section 11.1: schemes are case-insensitive. */
export function bearerOf(authorization: string | undefined): Bearer {
  if (authorization === undefined || !/^bearer(?:[ ,]|$)/i.test(authorization)) return { kind: 'none' };
  const token = authorization.slice('bearer'.length).trim();
  if (token === '') return { kind: 'malformed', detail: 'The token is missing.' };
  if (token.length > TOKEN_CHARACTERS) {
    return { kind: 'malformed', detail: `The token is longer than ${TOKEN_CHARACTERS} characters.` };
  }
  if (/[ ,]/.test(token)) return { kind: 'malformed', detail: 'There must be one token.' };
  // Three parts: a signed token (RFC 7515, section 3.1), never an encrypted one.
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)
    ? { kind: 'token', token }
    : { kind: 'malformed', detail: 'The token is not a signed JSON Web Token.' };
}

/**
 * Value of `www-authenticate`. Without a token there is no error code, only the hint that one is needed (RFC 6750,
 * section 3.1).
 *
 * @param description printable ASCII without quotation mark and backslash (section 3)
 */
export function bearerChallenge(description?: string): string {
  return description === undefined
    ? 'Bearer realm="picus"'
    : `Bearer realm="picus", error="invalid_token", error_description="${description}"`;
}
