import * as client from '@aws-sdk/client-acm';
import type { Certificates } from '../../runtime/certificates/certificates.ts';
import type { ServiceTable } from '../../wire/service-table.ts';
import { addTagsToCertificate } from './operations/add-tags-to-certificate.ts';
import { deleteCertificate } from './operations/delete-certificate.ts';
import { describeCertificate } from './operations/describe-certificate.ts';
import { getCertificate } from './operations/get-certificate.ts';
import { listCertificates } from './operations/list-certificates.ts';
import { listTagsForCertificate } from './operations/list-tags-for-certificate.ts';
import { removeTagsFromCertificate } from './operations/remove-tags-from-certificate.ts';
import { requestCertificate } from './operations/request-certificate.ts';

/** Certificate Manager: public certificates, which the rehearsal's own authority issues. */
export function acmApi({ certificates }: { certificates: Certificates }): ServiceTable {
  return {
    name: 'acm',
    client,
    gaps: [
      "A certificate is issued at once, by the rehearsal's own authority: the records of its DNS validation are described, and nothing looks for them. In AWS it is PENDING_VALIDATION until they are there.",
      'Validation by e-mail, which AWS takes when no method is named, is refused.',
      'Keys are in memory only: an engine that starts again issues its certificates anew, with new keys and serial numbers, under the ARNs they had.',
      'Imported, private and exportable certificates, renewal, revocation, transparency logs, ACME and the account configuration are not implemented. A certificate lasts 30 days.',
      'Key algorithms are RSA_2048, EC_prime256v1 and EC_secp384r1.',
      'ListCertificates knows the filters CertificateStatuses and Includes.keyTypes; results come in one page.',
      'Unverified: the texts of errors other than the one for an unknown certificate, and how DescribeCertificate writes key algorithms other than RSA-2048.',
    ],
    operations: {
      AddTagsToCertificate: addTagsToCertificate(certificates),
      DeleteCertificate: deleteCertificate(certificates),
      DescribeCertificate: describeCertificate(certificates),
      GetCertificate: getCertificate(certificates),
      ListCertificates: listCertificates(certificates),
      ListTagsForCertificate: listTagsForCertificate(certificates),
      RemoveTagsFromCertificate: removeTagsFromCertificate(certificates),
      RequestCertificate: requestCertificate(certificates),
    },
  };
}
