import { invalidDomain, tooManyNames } from './errors.ts';

/** Source: ACM guide, quotas: domain names per certificate, as it is until raised. */
const MOST_NAMES = 10;
/** Source: ACM API, RequestCertificate, DomainName: a wildcard stands in front only; labels of 63 octets, 253 in all. */
const DOMAIN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

export function assertNames(names: readonly string[]): void {
  if (names.length > MOST_NAMES) throw tooManyNames(MOST_NAMES);
  for (const name of names) if (name.length > 253 || !DOMAIN.test(name)) throw invalidDomain(name);
}
