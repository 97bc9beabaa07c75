import { z } from 'zod';

/** Every message says what to write. */
export const write = (what: string) => ({ error: `write ${what}` });

export const count = (what: string, least = 1, most = Number.MAX_SAFE_INTEGER) =>
  z.int(write(what)).min(least, write(what)).max(most, write(what));

/** An absolute address without user name and fragment, as the service reads it. */
export const httpsUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '';
}, write("an https URL without user name and fragment, e.g. 'https://login.example.com'"));

/** As a browser sends it: scheme, host, and the port where it is not the scheme's own. */
export const origin = z
  .string()
  .refine(
    (text) => /^https?:/.test(text) && URL.parse(text)?.origin === text,
    write("an origin without path, e.g. 'https://shop.example.com'; there is no wildcard"),
  );

/** CloudWatch Logs accepts these periods only (PutRetentionPolicy); days. */
export const retentionDays = z.literal([7, 14, 30, 60, 90, 180, 365], write('7, 14, 30, 60, 90, 180 or 365 days'));
