import * as client from '@aws-sdk/client-service-quotas';
import type { Quotas } from '../../runtime/quotas/quotas.ts';
import type { ServiceTable } from '../../wire/service-table.ts';
import { getAwsDefaultServiceQuota } from './operations/get-aws-default-service-quota.ts';
import { getServiceQuota } from './operations/get-service-quota.ts';
import { listServiceQuotas } from './operations/list-service-quotas.ts';

/** Service Quotas: what may be asked before something is made. */
export function serviceQuotasApi({ quotas }: { quotas: Quotas }): ServiceTable {
  return {
    name: 'service-quotas',
    client,
    gaps: [
      'Only the quotas that this platform meets are known: vCPUs of Fargate, VPCs, elastic IP addresses, NAT gateways.',
      'Quotas are told and never enforced: nothing that is rehearsed fails on one. Usage metrics are not told.',
      'Every account has the defaults of the documentation as its applied values; in AWS new accounts may have less, and some quotas have no applied value at all.',
      'Requests for increases, templates and quotas of single resources are not implemented; lists come in one page.',
      'Unverified: the texts of errors, and that a service of which no quota is known answers NoSuchResourceException.',
    ],
    operations: {
      GetAWSDefaultServiceQuota: getAwsDefaultServiceQuota(quotas),
      GetServiceQuota: getServiceQuota(quotas),
      ListServiceQuotas: listServiceQuotas(quotas),
    },
  };
}
