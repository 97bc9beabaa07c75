import type { AddTagsToCertificateCommandInput } from '@aws-sdk/client-acm';
import type { Certificates } from '../../../runtime/certificates/certificates.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromTags, required } from '../mapping.ts';

export const addTagsToCertificate =
  (certificates: Certificates): Handler<AddTagsToCertificateCommandInput, Record<string, never>> =>
  ({ CertificateArn, Tags }, { scope }) => {
    const certificate = certificates.get(scope, required(CertificateArn, 'CertificateArn'));
    const added = Object.entries(fromTags(required(Tags, 'Tags')));
    certificate.tags = new Map([...certificate.tags, ...added]);
    return {};
  };
