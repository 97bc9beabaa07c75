import { z } from 'zod';
import { retentionDays, write } from './fields.ts';

export const networkSchema = z.strictObject({
  cidr: z
    .string()
    .regex(/^\d+\.\d+\.\d+\.\d+\/(1[6-9]|2[0-2])$/, write("an address range from /16 to /22, e.g. '10.0.0.0/16'")),
  /** How tasks reach AWS: one NAT gateway, one in each zone, or VPC endpoints only, which lead to nothing but AWS. */
  egress: z.enum(['nat', 'nat-per-zone', 'endpoints'], write("'nat', 'nat-per-zone' or 'endpoints'")),
  flowLogDays: retentionDays,
});
