import type { GetServiceQuotaCommandInput, GetServiceQuotaResponse } from '@aws-sdk/client-service-quotas';
import { illegalArgument } from '../../../runtime/quotas/errors.ts';
import type { Quotas } from '../../../runtime/quotas/quotas.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { quotaId, wireQuota } from '../mapping.ts';

export const getServiceQuota =
  (quotas: Quotas): Handler<GetServiceQuotaCommandInput, GetServiceQuotaResponse> =>
  (input, { scope }) => {
    if (input.ContextId !== undefined)
      throw illegalArgument('The rehearsal does not implement ContextId of GetServiceQuota.');
    return { Quota: wireQuota(quotas.applied(scope, quotaId(input)), scope) };
  };
