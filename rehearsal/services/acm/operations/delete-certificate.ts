import type { DeleteCertificateCommandInput } from '@aws-sdk/client-acm';
import type { Certificates } from '../../../runtime/certificates/certificates.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const deleteCertificate =
  (certificates: Certificates): Handler<DeleteCertificateCommandInput, Record<string, never>> =>
  ({ CertificateArn }, { scope }) => {
    certificates.delete(scope, required(CertificateArn, 'CertificateArn'));
    return {};
  };
