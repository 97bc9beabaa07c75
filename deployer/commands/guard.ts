import type { Context } from '../context.ts';
import { faint, plain } from '../line.ts';
import { type ImageNames, imageReference, parseReference } from '../images/image-names.ts';
import { describeLive, isOf, type LiveService } from '../images/live-image.ts';
import { verifiedTag } from '../images/verified-tag.ts';
import type { Outcome } from '../outcome.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { revisionName } from '../release/deployment.ts';

export interface GuardOptions {
  /** What is about to change. */
  environment: string;
  service: LiveService | undefined;
  /** The environment that must have verified the image. */
  after: string | undefined;
  afterService: LiveService | undefined;
}

/**
 * Asks, before anything changes in an environment, whether the image that it is to run was tested, whether the environment
 * before it has verified that very digest, and whether what runs now could still be started. Makes no write.
 * Throws CannotRelease.
 */
export async function guard(names: ImageNames, options: GuardOptions, context: Context): Promise<Outcome> {
  const { environment, after, service } = options;
  const digest = await testedDigest(names, environment, context);
  context.print(plain(`${imageReference(names)} is tested: ${digest}.`));
  if (after !== undefined) {
    await assertVerified(names, digest, { ...options, after }, context);
    context.print(plain(`${after} has verified it.`));
  }
  if (service) await assertLiveImages(names, service, context);
  return {
    outcome: 'done',
    message: `${environment} may run ${names.tag}.`,
    details: [],
    digest,
  };
}

async function testedDigest(names: ImageNames, environment: string, { aws }: Context): Promise<string> {
  const [found, tested] = await Promise.all([
    aws.images.find(names, { tag: names.tag }),
    aws.images.find(names, { tag: names.testedTag }),
  ]);
  const missing = [...(found ? [] : [names.tag]), ...(tested ? [] : [names.testedTag])];
  if (!found || !tested)
    throw new CannotRelease(
      `${environment} may not get ${names.tag}: repository ${names.repository} lacks the ${missing.length === 1 ? 'tag' : 'tags'} ${missing.join(' and ')}. ` +
        "Let the pipeline's Image action of this commit succeed (deployer image).",
    );
  if (found.digest !== tested.digest)
    throw new CannotRelease(
      `${environment} may not get ${names.tag}: it is ${found.digest}, and ${names.testedTag} is ${tested.digest}. What was tested is not what would run: delete the wrong one.`,
    );
  return found.digest;
}

async function assertVerified(
  names: ImageNames,
  digest: string,
  { environment, after, afterService }: GuardOptions & { after: string },
  context: Context,
): Promise<void> {
  const tag = verifiedTag(after, names);
  const verified = await context.aws.images.find(names, { tag });
  if (verified?.digest === digest) return;
  const missing = verified
    ? `${tag} is on ${verified.digest}`
    : `it has no tag ${tag}, so ${after} has not verified it`;
  const runs = afterService ? ` ${after} runs ${await describeLive(afterService, names, context)}.` : '';
  throw new CannotRelease(
    `${environment} may not get ${names.tag} (${digest}): ${missing}.${runs} ` +
      `Let ${after} of this commit go through its acceptance (retry that stage, or push the commit again), then release to ${environment}.`,
  );
}

/** A task set whose image is gone serves on, until a task of it has to be started: at the worst moment. */
async function assertLiveImages(names: ImageNames, { cluster, service }: LiveService, context: Context): Promise<void> {
  const { services, images } = context.aws;
  const taskSets = await services.findTaskSets(cluster, service);
  if (!taskSets) return context.print(faint(`Service ${service} is not there yet.`));
  for (const revision of new Set(taskSets.map(({ taskDefinition }) => taskDefinition))) {
    for (const reference of new Set(await services.imagesOf(revision))) {
      const parsed = parseReference(reference);
      if (!isOf(names, parsed)) continue;
      const { digest, tag = 'latest' } = parsed;
      if (!(await images.find(names, digest === undefined ? { tag } : { digest })))
        throw new CannotRelease(
          `${service} runs ${revisionName(revision)}, and its image ${reference} is not in the repository any more: none of its tasks could be started again, and no release could return to it. ` +
            'Push that image again (deployer image, in the commit that it was built from) before anything changes.',
        );
    }
  }
  context.print(plain(`What ${service} runs could be started again.`));
}
