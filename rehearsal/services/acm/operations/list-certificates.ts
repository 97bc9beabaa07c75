import type { ListCertificatesCommandInput, ListCertificatesResponse } from '@aws-sdk/client-acm';
import type { Certificates } from '../../../runtime/certificates/certificates.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { toSummary } from '../mapping.ts';

/** Without a filter of key types those of RSA_2048 only. Source: ACM API, Filters, keyTypes. */
export const listCertificates =
  (certificates: Certificates): Handler<ListCertificatesCommandInput, ListCertificatesResponse> =>
  ({ CertificateStatuses: statuses, Includes }, { scope }) => {
    const isAsked = statuses === undefined || statuses.length === 0 || statuses.includes('ISSUED');
    const keyTypes = Includes?.keyTypes ?? ['RSA_2048'];
    const listed = isAsked
      ? certificates.list(scope).filter(({ keyAlgorithm }) => keyTypes.includes(keyAlgorithm))
      : [];
    return {
      CertificateSummaryList: listed.map((one) => toSummary(one, certificates.usersOf(one.arn).length > 0)),
    };
  };
