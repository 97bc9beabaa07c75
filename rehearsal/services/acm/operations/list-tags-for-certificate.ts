import type { ListTagsForCertificateCommandInput, ListTagsForCertificateResponse } from '@aws-sdk/client-acm';
import type { Certificates } from '../../../runtime/certificates/certificates.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const listTagsForCertificate =
  (certificates: Certificates): Handler<ListTagsForCertificateCommandInput, ListTagsForCertificateResponse> =>
  ({ CertificateArn }, { scope }) => {
    const { tags } = certificates.get(scope, required(CertificateArn, 'CertificateArn'));
    return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
  };
