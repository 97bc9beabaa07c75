import type { Filter } from '@aws-sdk/client-secrets-manager';
import { invalidParameter, notRehearsed } from '../../runtime/secrets/errors.ts';
import type { Secret } from '../../runtime/secrets/secret.ts';

/**
 * Values of one filter are alternatives, filters are all asked; each is a prefix, and `!` before it negates.
 * Source: API reference, Filter.
 */
export const matches = (secret: Secret, filters: readonly Filter[]): boolean =>
  filters.every(({ Key, Values = [] }) => {
    if (Values.length === 0) throw invalidParameter('Invalid filter values.');
    const actual = textsOf(secret, Key);
    return Values.some((value) => {
      const [negated, wanted] = value.startsWith('!') ? [true, value.slice(1)] : [false, value];
      // Source: Filter, Key: a description is compared without regard to case.
      const [prefix, texts] =
        Key === 'description' ? [wanted.toLowerCase(), actual.map((text) => text.toLowerCase())] : [wanted, actual];
      return texts.some((text) => text.startsWith(prefix)) !== negated;
    });
  });

const TEXTS: Record<string, (secret: Secret) => string[]> = {
  name: ({ name }) => [name],
  description: ({ description }) => [description ?? ''],
  'tag-key': ({ tags }) => Object.keys(tags),
  'tag-value': ({ tags }) => Object.values(tags),
  'owning-service': ({ owningService }) => (owningService === undefined ? [] : [owningService]),
};

function textsOf(secret: Secret, key = ''): string[] {
  const texts = TEXTS[key];
  if (!texts) throw notRehearsed(`the filter ${key} of ListSecrets`);
  return texts(secret);
}
