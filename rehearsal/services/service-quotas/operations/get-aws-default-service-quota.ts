import type {
  GetAWSDefaultServiceQuotaCommandInput,
  GetAWSDefaultServiceQuotaResponse,
} from '@aws-sdk/client-service-quotas';
import type { Quotas } from '../../../runtime/quotas/quotas.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { quotaId, wireQuota } from '../mapping.ts';

export const getAwsDefaultServiceQuota =
  (quotas: Quotas): Handler<GetAWSDefaultServiceQuotaCommandInput, GetAWSDefaultServiceQuotaResponse> =>
  (input, { scope }) => ({ Quota: wireQuota(quotas.default(quotaId(input)), { region: scope.region, account: '' }) });
