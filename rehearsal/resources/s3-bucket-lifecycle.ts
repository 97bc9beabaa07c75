import { list, struct, type PropertyShape } from '../domain/stack/property-shape.ts';

type Count = number | string;

/** Rules as templates have them; transitions to other storage classes are refused by name. */
export interface LifecycleProperties {
  Rules: {
    Id?: string;
    Status: string;
    Prefix?: string;
    ExpirationInDays?: Count;
    NoncurrentVersionExpiration?: { NoncurrentDays: Count; NewerNoncurrentVersions?: Count };
    AbortIncompleteMultipartUpload?: { DaysAfterInitiation: Count };
  }[];
}

export const lifecycleShape: PropertyShape = struct({
  Rules: list(
    struct({
      Id: 'value',
      Status: 'value',
      Prefix: 'value',
      ExpirationInDays: 'value',
      NoncurrentVersionExpiration: struct({ NoncurrentDays: 'value', NewerNoncurrentVersions: 'value' }),
      AbortIncompleteMultipartUpload: struct({ DaysAfterInitiation: 'value' }),
    }),
  ),
});

/** In the words of the API, whose rules have another form. Source: S3 API, LifecycleRule. */
export const bucketLifecycle = ({ Rules }: LifecycleProperties) => ({
  Rules: Rules.map((rule, index) => ({
    ID: rule.Id ?? `rule-${index + 1}`,
    Status: rule.Status,
    Filter: { Prefix: rule.Prefix ?? '' },
    ...(rule.ExpirationInDays !== undefined && { Expiration: { Days: Number(rule.ExpirationInDays) } }),
    ...(rule.NoncurrentVersionExpiration && {
      NoncurrentVersionExpiration: numbers(rule.NoncurrentVersionExpiration),
    }),
    ...(rule.AbortIncompleteMultipartUpload && {
      AbortIncompleteMultipartUpload: numbers(rule.AbortIncompleteMultipartUpload),
    }),
  })),
});

const numbers = (given: Record<string, Count | undefined>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, Number(value)]])),
  );
