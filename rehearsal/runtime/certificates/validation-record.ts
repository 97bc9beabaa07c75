import { createHash } from 'node:crypto';

/** A CNAME that proves who a domain belongs to; nothing here looks for it. */
export interface ValidationRecord {
  domainName: string;
  name: string;
  value: string;
}

/** The same account and domain have the same record each time; a wildcard has its parent's. Source: ACM guide, "DNS validation". */
export function validationRecord(account: string, domainName: string): ValidationRecord {
  const parent = domainName.replace(/^\*\./, '');
  const hash = createHash('sha256').update(`${account}/${parent}`).digest('hex');
  const zone = hash
    .slice(48, 58)
    .split('')
    .map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)])
    .join('');
  return {
    domainName,
    name: `_${hash.slice(0, 32)}.${parent}.`,
    value: `_${hash.slice(16, 48)}.${zone}.acm-validations.aws.`,
  };
}
