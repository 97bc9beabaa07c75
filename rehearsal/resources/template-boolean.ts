/** Templates may write a boolean as text. */
export const isTrue = (value: boolean | string | undefined): boolean => value === true || value === 'true';
