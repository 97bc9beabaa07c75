import type { ServiceQuota } from '@aws-sdk/client-service-quotas';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import type { Quota } from '../../runtime/quotas/default-quotas.ts';
import { illegalArgument } from '../../runtime/quotas/errors.ts';
import type { QuotaId } from '../../runtime/quotas/quotas.ts';

/** The member, or the error of a request without it. Text unverified. */
export function required(value: string | undefined, member: string): string {
  if (!value) throw illegalArgument(`${member} must be specified.`);
  return value;
}

export const quotaId = (input: { ServiceCode: string | undefined; QuotaCode: string | undefined }): QuotaId => ({
  serviceCode: required(input.ServiceCode, 'ServiceCode'),
  code: required(input.QuotaCode, 'QuotaCode'),
});

/** The ARN of an applied quota names the account, that of a default does not. Source: API reference, examples of both. */
export const wireQuota = (quota: Quota, scope: Scope | { region: string; account: '' }): ServiceQuota => ({
  ServiceCode: quota.serviceCode,
  ServiceName: quota.serviceName,
  QuotaArn: arnOf(scope, 'servicequotas', `${quota.serviceCode}/${quota.code}`),
  QuotaCode: quota.code,
  QuotaName: quota.name,
  Value: quota.value,
  Unit: 'None',
  Adjustable: quota.isAdjustable,
  GlobalQuota: false,
  QuotaAppliedAtLevel: 'ACCOUNT',
});
