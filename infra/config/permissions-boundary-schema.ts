import { z } from 'zod';
import { write } from './fields.ts';

/** Source: IAM API reference, CreatePolicy: PolicyName. */
export const permissionsBoundarySchema = z
  .string()
  .regex(/^[\w+=,.@-]{1,128}$/, write("the name of a managed policy of the account, or 'none'"));
