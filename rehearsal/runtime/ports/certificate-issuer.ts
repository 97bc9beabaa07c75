/** As ACM's API spells them. */
export const KEY_ALGORITHMS = ['RSA_2048', 'EC_prime256v1', 'EC_secp384r1'] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

/** Texts in PEM. */
export interface IssuedCertificate {
  key: string;
  /** Without its chain. */
  certificate: string;
  chain: string;
  /** Hexadecimal, without separators. */
  serial: string;
  subject: string;
  issuer: string;
  /** Epoch milliseconds. */
  notBefore: number;
  notAfter: number;
}

/** Issues certificates for servers of the rehearsed world. */
export interface CertificateIssuer {
  issueServerCertificate(names: string[], keyAlgorithm: KeyAlgorithm): Promise<IssuedCertificate>;
}
