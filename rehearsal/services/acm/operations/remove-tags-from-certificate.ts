import type { RemoveTagsFromCertificateCommandInput } from '@aws-sdk/client-acm';
import type { Certificates } from '../../../runtime/certificates/certificates.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

/** A tag that is named with a value goes only if it has that value. Source: ACM API, RemoveTagsFromCertificate. */
export const removeTagsFromCertificate =
  (certificates: Certificates): Handler<RemoveTagsFromCertificateCommandInput, Record<string, never>> =>
  ({ CertificateArn, Tags }, { scope }) => {
    const { tags } = certificates.get(scope, required(CertificateArn, 'CertificateArn'));
    for (const { Key, Value } of required(Tags, 'Tags')) {
      const key = required(Key, 'Key');
      if (Value === undefined || tags.get(key) === Value) tags.delete(key);
    }
    return {};
  };
