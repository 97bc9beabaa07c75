import { z } from 'zod';
import { httpsUrl, write } from './fields.ts';

const tokens = z.strictObject({
  /** Value of `iss` in the tokens. */
  issuer: httpsUrl,
  /** Must be (one of the) `aud`. */
  audience: z.string().regex(/^[\x21-\x7e]{1,256}$/, write('1 to 256 visible characters')),
  /** Where the issuer publishes its keys; without it `<issuer>/.well-known/jwks.json`. */
  jwksUrl: httpsUrl.optional(),
});

/** Who may ask. Tokens are checked in the service and the functions, so that no listener needs an authentication action. */
export const accessSchema = z.union(
  [z.literal('public'), tokens],
  write(
    "'public', or whose tokens open the environment: { issuer: an https URL, audience: 1 to 256 visible characters, jwksUrl?: an https URL }",
  ),
);
