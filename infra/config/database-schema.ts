import { z } from 'zod';
import { count, write } from './fields.ts';

const database = z.strictObject({
  /** Of PostgreSQL: the major version, so that minor ones come with the maintenance window. */
  majorVersion: z.string().regex(/^\d{2}$/, write("a major version of PostgreSQL, e.g. '17'")),
  instanceClass: z.string().regex(/^[a-z0-9]+\.[a-z0-9]+$/, write("a class of RDS without 'db.', e.g. 't4g.medium'")),
  storageGiB: count('GiB from 20 to 65536', 20, 65_536),
  multiAz: z.boolean(write('true for a standby in another zone, else false')),
  backupDays: count('days from 1 to 35', 1, 35),
});

export const databaseSchema = z.union(
  [z.literal('none'), database],
  write(
    "'none', or { majorVersion: '17', instanceClass: 't4g.medium', storageGiB: 20, multiAz: true, backupDays: 14 }",
  ),
);
