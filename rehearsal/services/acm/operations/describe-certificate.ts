import type { DescribeCertificateCommandInput, DescribeCertificateResponse } from '@aws-sdk/client-acm';
import type { Certificates } from '../../../runtime/certificates/certificates.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required, toDetail } from '../mapping.ts';

export const describeCertificate =
  (certificates: Certificates): Handler<DescribeCertificateCommandInput, DescribeCertificateResponse> =>
  ({ CertificateArn }, { scope }) => {
    const certificate = certificates.get(scope, required(CertificateArn, 'CertificateArn'));
    return { Certificate: toDetail(certificate, certificates.usersOf(certificate.arn)) };
  };
