import { randomInt } from 'node:crypto';
import { invalidParameter } from './errors.ts';

/** As GetRandomPassword and `GenerateSecretString` take them. Source: API reference, GetRandomPassword. */
export interface PasswordRules {
  /** 1–4096, by default 32. */
  length?: number | undefined;
  excludeCharacters?: string | undefined;
  excludeLowercase?: boolean | undefined;
  excludeUppercase?: boolean | undefined;
  excludeNumbers?: boolean | undefined;
  excludePunctuation?: boolean | undefined;
  includeSpace?: boolean | undefined;
  /** By default true: at least one character of each type that is not excluded. */
  requireEachIncludedType?: boolean | undefined;
}

/** `below` is exclusive. */
type Random = (below: number) => number;

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** Throws InvalidParameterException (texts unverified) when no password can follow the rules. */
export function randomPassword(rules: PasswordRules = {}, random: Random = (below) => randomInt(below)): string {
  const length = rules.length ?? 32;
  if (!(Number.isInteger(length) && length >= 1 && length <= 4096))
    throw invalidParameter('The password length must be between 1 and 4096 characters.');
  const types = characterTypes(rules);
  if (types.length === 0) throw invalidParameter('All characters are excluded: there is none to make a password of.');
  const required = (rules.requireEachIncludedType ?? true) ? types : [];
  if (required.length > length)
    throw invalidParameter('The password is too short to have a character of each included type.');
  const pick = (characters: string) => characters[random(characters.length)] ?? '';
  const all = types.join('');
  const picked = [...required.map(pick), ...Array.from({ length: length - required.length }, () => pick(all))];
  return shuffled(picked, random).join('');
}

/** What is left of each type; a type of which everything is excluded is none. */
function characterTypes(rules: PasswordRules): string[] {
  const excluded = new Set((rules.excludeCharacters ?? '').split(''));
  const types = [
    rules.excludeLowercase ? '' : LOWER,
    rules.excludeUppercase ? '' : LOWER.toUpperCase(),
    rules.excludeNumbers ? '' : '0123456789',
    rules.excludePunctuation ? '' : PUNCTUATION,
    rules.includeSpace ? ' ' : '',
  ];
  return types
    .map((type) =>
      type
        .split('')
        .filter((one) => !excluded.has(one))
        .join(''),
    )
    .filter((type) => type !== '');
}

/** Otherwise the required types would always come first. */
function shuffled(characters: string[], random: Random): string[] {
  const result = [...characters];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [result[last], result[other]] = [result[other] ?? '', result[last] ?? ''];
  }
  return result;
}
