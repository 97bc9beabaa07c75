import { PerScope, type Scope } from '../../kernel/scope.ts';
import { DEFAULT_QUOTAS, type Quota } from './default-quotas.ts';
import { noSuchQuota } from './errors.ts';

/** Which quota of which service. */
export interface QuotaId {
  serviceCode: string;
  code: string;
}

/** What accounts may have. Nothing that is rehearsed is held against it. */
export class Quotas {
  /** Where an account has not AWS's default: by service and code. */
  readonly #applied = new PerScope(() => new Map<string, number>());

  /** Throws NoSuchResourceException. */
  default(id: QuotaId): Quota {
    const found = DEFAULT_QUOTAS.find(({ serviceCode, code }) => serviceCode === id.serviceCode && code === id.code);
    if (!found) throw noSuchQuota();
    return found;
  }

  /** Throws NoSuchResourceException. */
  applied(scope: Scope, id: QuotaId): Quota {
    const quota = this.default(id);
    return { ...quota, value: this.#applied.of(scope).get(keyOf(id)) ?? quota.value };
  }

  /** Throws NoSuchResourceException for a service of which nothing is known. */
  list(scope: Scope, service: string): Quota[] {
    const quotas = DEFAULT_QUOTAS.filter(({ serviceCode }) => serviceCode === service);
    if (quotas.length === 0) throw noSuchQuota();
    return quotas.map((quota) => this.applied(scope, quota));
  }

  /** What AWS does when it grants an increase, or has given a new account less. */
  set(scope: Scope, id: QuotaId, value: number): void {
    this.default(id);
    this.#applied.of(scope).set(keyOf(id), value);
  }
}

const keyOf = ({ serviceCode, code }: QuotaId) => `${serviceCode}/${code}`;
