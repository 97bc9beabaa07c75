import type { RequestCertificateCommandInput, RequestCertificateResponse } from '@aws-sdk/client-acm';
import type { Certificates } from '../../../runtime/certificates/certificates.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { notRehearsed } from '../../../runtime/certificates/errors.ts';
import { keyAlgorithmOf } from '../../../runtime/certificates/key-algorithm.ts';
import { fromTags, required } from '../mapping.ts';

export const requestCertificate =
  (certificates: Certificates): Handler<RequestCertificateCommandInput, RequestCertificateResponse> =>
  async (input, { scope }) => {
    if (input.ValidationMethod !== 'DNS') throw notRehearsed('validation other than DNS: name ValidationMethod DNS');
    if (input.CertificateAuthorityArn !== undefined) throw notRehearsed('private certificates');
    if (input.ManagedBy !== undefined) throw notRehearsed('certificates that another service manages');
    if (input.Options?.Export === 'ENABLED') throw notRehearsed('exportable certificates');
    const { arn } = await certificates.request(scope, {
      domainName: required(input.DomainName, 'DomainName'),
      alternativeNames: input.SubjectAlternativeNames,
      keyAlgorithm: keyAlgorithmOf(input.KeyAlgorithm),
      tags: fromTags(input.Tags),
      idempotencyToken: input.IdempotencyToken,
    });
    return { CertificateArn: arn };
  };
