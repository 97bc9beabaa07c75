import { z } from 'zod';
import { write } from './fields.ts';

/** In ascending order (ECR API reference, ImageScanFindings: FindingSeverity). */
const SEVERITIES = ['UNDEFINED', 'INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;

/** Which findings of the image's scan keep it from being tagged as tested. */
export const findingsSchema = z.strictObject({
  /** From this severity on. */
  block: z.enum(SEVERITIES, write(`the severity from which on a finding blocks: one of ${SEVERITIES.join(', ')}`)),
  /** Findings that somebody has judged and accepts for a while. */
  exceptions: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[A-Za-z]+-[\w.-]+$/, write("the finding's name as the scan says it, e.g. 'CVE-2026-1234'")),
        until: z.iso.date(write("the last day on which it counts, e.g. '2027-01-31'")),
        reason: z.string().trim().min(10, write('why it may wait, for whoever reviews it, in a sentence')),
      }),
      write('a list of { id, until, reason }, or []'),
    )
    .refine((exceptions) => new Set(exceptions.map(({ id }) => id)).size === exceptions.length, {
      error: 'write each id once',
    }),
});
