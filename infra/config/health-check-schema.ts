import { z } from 'zod';
import { count, write } from './fields.ts';

/** How the load balancer finds out whether a task may get requests. */
export const healthCheckSchema = z
  .strictObject({
    path: z.string().startsWith('/', write("a path, e.g. '/health/ready'")),
    intervalSeconds: count('whole seconds from 5 to 300', 5, 300),
    timeoutSeconds: count('whole seconds from 2 to 120, less than intervalSeconds', 2, 120),
    healthyThreshold: count('a number of checks from 2 to 10', 2, 10),
    unhealthyThreshold: count('a number of checks from 2 to 10', 2, 10),
  })
  .refine((check) => check.timeoutSeconds < check.intervalSeconds, {
    path: ['timeoutSeconds'],
    error: 'write fewer seconds than intervalSeconds: the load balancer refuses a check that outlasts its interval',
  })
  .refine((check) => check.intervalSeconds * check.unhealthyThreshold <= 100, {
    path: ['unhealthyThreshold'],
    error:
      'write a number that makes at most 100 s of intervalSeconds × unhealthyThreshold: a stopped task serves on for longer than that, and Fargate kills it after 120 s',
  });
