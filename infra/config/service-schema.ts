import { z } from 'zod';
import { count, origin, retentionDays, write } from './fields.ts';

export const serviceSchema = z.strictObject({
  /** CPU units, 1024 a vCPU. Fargate pairs them with memory; the template validator knows the pairs. */
  cpu: z.literal([256, 512, 1024, 2048, 4096], write('256, 512, 1024, 2048 or 4096')),
  memoryMiB: count('MiB from 512 to 30720, as Fargate pairs them with cpu', 512, 30_720),
  /** Of the first day, and never fewer. */
  desiredCount: count('at least 2 tasks, so that one zone may fail', 2),
  scaling: z.strictObject({
    /** A release needs twice as many for its window: the account's Fargate quota must allow them. */
    maxCount: count('the greatest number of tasks, at least desiredCount', 2),
    cpuPercent: count('the average that tasks are kept at, whole percent from 10 to 90', 10, 90),
    requestsPerTaskPerMinute: count('requests a minute that one task should answer, at least 1'),
  }),
  /** The zones of the day the ECS service was created: ECS refuses to change them, AppSpecs carry today's. Never edit. */
  zonesAtCreation: z.array(z.string()).min(2, write('the zones in which the service was first created')),
  logLevel: z.enum(['debug', 'info', 'warn', 'error'], write("'debug', 'info', 'warn' or 'error'")),
  logDays: retentionDays,
  /** Web pages of these may call; none where it is empty. */
  corsOrigins: z.array(origin, write("a list of origins, e.g. ['https://shop.example.com'], or []")),
});
