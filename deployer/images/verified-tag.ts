import type { ImageNames } from './image-names.ts';

/** `dev-verified-<hash>`: dev ran this image, and it was accepted there. */
export const verifiedTag = (environment: string, { hash }: ImageNames): string => `${environment}-verified-${hash}`;
