import { AwsError } from '../../kernel/aws-error.ts';
import { notImplemented } from '../../runtime/buckets/errors.ts';

const REFUSED = [
  'SSECustomerAlgorithm',
  'CopySourceSSECustomerAlgorithm',
  'ObjectLockMode',
  'ObjectLockLegalHoldStatus',
  'ObjectLockRetainUntilDate',
  'ObjectLockEventHold',
  'ObjectLockEnabledForBucket',
  'WebsiteRedirectLocation',
  'WriteOffsetBytes',
  'ChecksumXXHASH64',
  'ChecksumXXHASH3',
  'ChecksumXXHASH128',
  'MFA',
];

const GRANTS = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'];

/** Throws NotImplemented, by name, for what the rehearsal would have to ignore, and refuses access control lists as S3 does. */
export function refuseUnimplemented(input: object): void {
  const given = (name: string) => (input as Record<string, unknown>)[name] !== undefined;
  const refused = REFUSED.find(given);
  if (refused !== undefined) throw notImplemented(refused);
  const { ACL } = input as { ACL?: string };
  if (GRANTS.some(given) || (ACL !== undefined && !['private', 'bucket-owner-full-control'].includes(ACL)))
    throw aclNotSupported();
}

/** New buckets have no access control lists. Source: S3 User Guide, "Controlling ownership of objects". */
const aclNotSupported = (): AwsError => new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
