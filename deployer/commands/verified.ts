import type { Context } from '../context.ts';
import { plain } from '../line.ts';
import { ensureTag } from '../images/add-tag.ts';
import { digestReference, type ImageNames } from '../images/image-names.ts';
import { liveContainers, type LiveService } from '../images/live-image.ts';
import { verifiedTag } from '../images/verified-tag.ts';
import type { Outcome } from '../outcome.ts';
import { CannotRelease } from '../release/cannot-release.ts';

export interface VerifiedOptions {
  environment: string;
  service: LiveService;
  /** First part of the tag, instead of `<environment>-verified`. */
  prefix: string | undefined;
}

/**
 * Promotes the image after an environment's acceptance: a further tag on the same digest, which the guard of the next
 * environment asks for. Only the digest that the environment's tasks really run is tagged. Throws CannotRelease.
 */
export async function verified(names: ImageNames, options: VerifiedOptions, context: Context): Promise<Outcome> {
  const { environment, prefix } = options;
  const found = await context.aws.images.find(names, { tag: names.tag });
  if (!found)
    throw new CannotRelease(`Repository ${names.repository} has no image ${names.tag} that ${environment} could run.`);
  const tasks = await assertRunning(names, found.digest, options, context);
  context.print(plain(`${tasks} of ${options.service.service} run ${digestReference(names, found.digest)}.`));
  const tag = prefix === undefined ? verifiedTag(environment, names) : `${prefix}-${names.hash}`;
  await ensureTag(names, found.digest, tag, context);
  return {
    outcome: 'done',
    message: `${environment} has verified ${names.tag} (${found.digest}): it is tagged ${tag}.`,
    details: [],
    digest: found.digest,
  };
}

/** Returns how many tasks, in words. */
async function assertRunning(
  names: ImageNames,
  digest: string,
  { environment, service }: VerifiedOptions,
  context: Context,
): Promise<string> {
  const containers = (await liveContainers(service, names, context)) ?? [];
  const refuse = (what: string) =>
    new CannotRelease(`${environment} has not verified ${names.tag} (${digest}): ${what}. Nothing was tagged.`);
  if (containers.length === 0) throw refuse(`no task of ${service.service} runs an image of ${names.repository}`);
  const others = new Set(containers.map((container) => container.digest).filter((each) => each !== digest));
  if (others.size > 0)
    throw refuse(
      `tasks of ${service.service} run ${[...others].map((each) => each ?? 'an image whose digest ECS does not say').join(' and ')}`,
    );
  const count = new Set(containers.map(({ task }) => task)).size;
  return `${count} ${count === 1 ? 'task' : 'tasks'}`;
}
