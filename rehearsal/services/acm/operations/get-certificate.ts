import type { GetCertificateCommandInput, GetCertificateResponse } from '@aws-sdk/client-acm';
import type { Certificates } from '../../../runtime/certificates/certificates.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

/** Certificate and chain; the key never leaves ACM. */
export const getCertificate =
  (certificates: Certificates): Handler<GetCertificateCommandInput, GetCertificateResponse> =>
  ({ CertificateArn }, { scope }) => {
    const { issued } = certificates.get(scope, required(CertificateArn, 'CertificateArn'));
    return { Certificate: issued.certificate, CertificateChain: issued.chain };
  };
