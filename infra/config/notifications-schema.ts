import { z } from 'zod';
import { write } from './fields.ts';

/** Whom alerts reach. */
export const notificationsSchema = z.strictObject({
  /** Each gets a message to confirm first; nobody where the list is empty. */
  emails: z.array(z.email(write("an address, e.g. 'team@example.com'")), write('a list of addresses, or []')),
  /** The workspace must have been authorized in the account's chat client once, by a person. */
  slack: z.union(
    [
      z.literal('none'),
      z.strictObject({
        workspaceId: z.string().regex(/^T[A-Z0-9]+$/, write("the workspace's id, e.g. 'T0123ABCD'")),
        channelId: z.string().regex(/^[CG][A-Z0-9]+$/, write("the channel's id, e.g. 'C0123ABCD'")),
      }),
    ],
    write("'none', or { workspaceId: 'T…', channelId: 'C…' }"),
  ),
});

export type Notifications = z.infer<typeof notificationsSchema>;
