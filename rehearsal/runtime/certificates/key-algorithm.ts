import { KEY_ALGORITHMS, type KeyAlgorithm } from '../ports/certificate-issuer.ts';
import { notRehearsed } from './errors.ts';

/** RSA_2048 without one. Source: ACM API, RequestCertificate, KeyAlgorithm; those of private certificates are refused. */
export function keyAlgorithmOf(name: string | undefined): KeyAlgorithm {
  if (name === undefined) return 'RSA_2048';
  const known = KEY_ALGORITHMS.find((algorithm) => algorithm === name);
  if (!known) throw notRehearsed(`the key algorithm ${name}`);
  return known;
}
