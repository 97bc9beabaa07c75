/** Twelve times one digit: synthesizes and rehearses, and never deploys. */
export const isPlaceholder = (account: string): boolean => /^(\d)\1{11}$/.test(account);
