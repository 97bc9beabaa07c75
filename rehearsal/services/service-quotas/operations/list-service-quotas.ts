import type { ListServiceQuotasCommandInput, ListServiceQuotasResponse } from '@aws-sdk/client-service-quotas';
import { illegalArgument } from '../../../runtime/quotas/errors.ts';
import type { Quotas } from '../../../runtime/quotas/quotas.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required, wireQuota } from '../mapping.ts';

export const listServiceQuotas =
  (quotas: Quotas): Handler<ListServiceQuotasCommandInput, ListServiceQuotasResponse> =>
  ({ ServiceCode, QuotaCode, QuotaAppliedAtLevel }, { scope }) => {
    if (QuotaAppliedAtLevel !== undefined && QuotaAppliedAtLevel !== 'ACCOUNT')
      throw illegalArgument('The rehearsal knows quotas of accounts only.');
    const found = quotas.list(scope, required(ServiceCode, 'ServiceCode'));
    return {
      Quotas: found
        .filter(({ code }) => QuotaCode === undefined || code === QuotaCode)
        .map((quota) => wireQuota(quota, scope)),
    };
  };
