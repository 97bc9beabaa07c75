/** Literal, so that a router has nothing to interpret: `/a/b`, of letters, digits, `.`, `_`, `~`, `-`. */
export const isProxyPath = (path: string): boolean =>
  /^(?:\/[A-Za-z0-9._~-]+)+$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
