// What we use of `jose`, in one file that is imported when the first token comes: the bundle takes no more of it than this.
export { createLocalJWKSet } from 'jose/jwks/local';
export { jwtVerify } from 'jose/jwt/verify';
export {
  JOSEError,
  JWKSMultipleMatchingKeys,
  JWKSNoMatchingKey,
  JWSSignatureVerificationFailed,
  JWTClaimValidationFailed,
  JWTExpired,
  JOSEAlgNotAllowed,
} from 'jose/errors';
