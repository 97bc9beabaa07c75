import type { Context } from '../context.ts';
import { plain } from '../line.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { type Repository, TagTaken } from './repository.ts';

/**
 * Promotion: a further tag on the same digest. That it is there is success and writes nothing; that another image has it is an
 * error, even where tags could be moved: a tag that says what was tested or verified never changes what it means.
 */
export async function ensureTag(where: Repository, digest: string, tag: string, context: Context): Promise<void> {
  const holder = await context.aws.images.find(where, { tag });
  if (holder && holder.digest !== digest) throw taken(where, tag, holder.digest, digest);
  if (holder) return;
  try {
    await context.aws.images.addTag(where, digest, tag);
  } catch (error) {
    if (!(error instanceof TagTaken)) throw error;
    // Somebody was quicker, with the same image or with another.
    const now = await context.aws.images.find(where, { tag });
    if (now?.digest !== digest) throw taken(where, tag, now?.digest ?? 'an image that is gone', digest);
  }
  context.print(plain(`Tagged ${where.repository}@${digest} as ${tag}.`));
}

const taken = ({ repository }: Repository, tag: string, holder: string, wanted: string) =>
  new CannotRelease(`Tag ${tag} of ${repository} is on ${holder} already, and must not move to ${wanted}.`);
