import type { Reader } from '../config/variables.ts';

/** CORS_ORIGINS: `https://shop.example.com,https://admin.example.com`. */
export const readCorsOrigins = (read: Reader): readonly string[] =>
  read<readonly string[]>('CORS_ORIGINS', [], {
    allowed: "origins separated by commas, such as 'https://shop.example.com'; there is no wildcard",
    parse: (text) => {
      const origins = text.split(',');
      return origins.every((origin) => URL.parse(origin)?.origin === origin && /^https?:/.test(origin))
        ? origins
        : undefined;
    },
  });
