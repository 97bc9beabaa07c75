import type * as acm from '@aws-sdk/client-acm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Certificate } from '../../runtime/certificates/certificates.ts';
import type { ValidationRecord } from '../../runtime/certificates/validation-record.ts';
import type { KeyAlgorithm } from '../../runtime/ports/certificate-issuer.ts';

/** The member, or the error of a request without it. Text unverified. */
export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined || value === '') throw new AwsError('ValidationException', `${member} must be specified.`);
  return value;
}

export const fromTags = (tags: acm.Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [required(Key, 'Key'), Value ?? '']));

/** DescribeCertificate writes it with a hyphen where requests and lists have an underscore. Source: ACM guide, examples with RSA-2048; the others are unverified. */
const described: Record<KeyAlgorithm, string> = {
  RSA_2048: 'RSA-2048',
  EC_prime256v1: 'EC-prime256v1',
  EC_secp384r1: 'EC-secp384r1',
};

/** Never the key. */
export function toDetail(certificate: Certificate, usedBy: string[]): acm.CertificateDetail {
  const { issued } = certificate;
  return {
    CertificateArn: certificate.arn,
    DomainName: certificate.domainName,
    SubjectAlternativeNames: certificate.names,
    DomainValidationOptions: certificate.validation.map(toValidation),
    Serial: (issued.serial.match(/../g) ?? []).join(':'),
    Subject: issued.subject,
    Issuer: issued.issuer,
    CreatedAt: new Date(certificate.createdAt),
    IssuedAt: new Date(certificate.createdAt),
    Status: 'ISSUED',
    NotBefore: new Date(issued.notBefore),
    NotAfter: new Date(issued.notAfter),
    KeyAlgorithm: described[certificate.keyAlgorithm] as acm.KeyAlgorithm,
    SignatureAlgorithm: 'SHA256WITHECDSA',
    InUseBy: usedBy,
    Type: 'AMAZON_ISSUED',
    KeyUsages: [{ Name: 'DIGITAL_SIGNATURE' }],
    ExtendedKeyUsages: [{ Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' }],
    RenewalEligibility: usedBy.length > 0 ? 'ELIGIBLE' : 'INELIGIBLE',
    Options: { CertificateTransparencyLoggingPreference: 'ENABLED', Export: 'DISABLED' },
  };
}

export const toSummary = (certificate: Certificate, isUsed: boolean): acm.CertificateSummary => ({
  CertificateArn: certificate.arn,
  DomainName: certificate.domainName,
  SubjectAlternativeNameSummaries: certificate.names,
  HasAdditionalSubjectAlternativeNames: false,
  Status: 'ISSUED',
  Type: 'AMAZON_ISSUED',
  KeyAlgorithm: certificate.keyAlgorithm,
  KeyUsages: ['DIGITAL_SIGNATURE'],
  ExtendedKeyUsages: ['TLS_WEB_SERVER_AUTHENTICATION'],
  ExportOption: 'DISABLED',
  InUse: isUsed,
  Exported: false,
  RenewalEligibility: isUsed ? 'ELIGIBLE' : 'INELIGIBLE',
  NotBefore: new Date(certificate.issued.notBefore),
  NotAfter: new Date(certificate.issued.notAfter),
  CreatedAt: new Date(certificate.createdAt),
  IssuedAt: new Date(certificate.createdAt),
});

const toValidation = ({ domainName, name, value }: ValidationRecord): acm.DomainValidation => ({
  DomainName: domainName,
  ValidationDomain: domainName,
  ValidationStatus: 'SUCCESS',
  ValidationMethod: 'DNS',
  ResourceRecord: { Name: name, Type: 'CNAME', Value: value },
});
