import type { Context } from '../context.ts';
import type { Http } from '../http.ts';
import { plain } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import { ensureTag } from '../images/add-tag.ts';
import { attachSbom } from '../images/attach-sbom.ts';
import { awaitScan } from '../images/await-scan.ts';
import { describeBlocking, describeCounts, verdictLines } from '../images/describe-findings.ts';
import type { Docker } from '../images/docker.ts';
import { type FindingsPolicy, judge } from '../images/findings-gate.ts';
import { digestReference, type ImageNames, imageReference } from '../images/image-names.ts';
import type { StoredImage } from '../images/repository.ts';
import { DoesNotRun, tryImage } from '../images/try-image.ts';
import { CannotRelease } from '../release/cannot-release.ts';

export interface ImageOptions {
  /** Commit that is checked out: what a build bakes in. */
  gitSha: string;
  /** Directory that the image is built from. */
  context: string;
  healthPath: string;
  versionPath: string;
  readySeconds: number;
  scanMinutes: number;
  findings: FindingsPolicy;
  /** CycloneDX; undefined where the image gets none. */
  sbom: Uint8Array | undefined;
}

export interface ImageTools {
  docker: Docker;
  http: Http;
}

/**
 * Makes sure that the image of this content is in the repository and tested. In this order, each step only if the one before
 * it succeeded, and none that was done before:
 * 1. built and run here, before anything is pushed: tags are immutable, so a broken image that was pushed under its content's
 *    tag would be in the way of every later build of that content;
 * 2. pushed, as ECR scans only what it has;
 * 3. scanned, and its findings judged;
 * 4. given its SBOM;
 * 5. tagged `git-<commit>`, then tagged as tested, last: whoever finds that tag finds everything else done.
 * What was interrupted after the push goes on at 3, after the image that the repository has was run, by its digest.
 */
export async function image(
  names: ImageNames,
  options: ImageOptions,
  tools: ImageTools,
  context: Context,
): Promise<Outcome> {
  const { images } = context.aws;
  const [found, tested] = await Promise.all([
    images.find(names, { tag: names.tag }),
    images.find(names, { tag: names.testedTag }),
  ]);
  if (tested && tested.digest !== found?.digest) throw unlike(names, found, tested);
  if (found && tested)
    return {
      outcome: 'done',
      message: `${imageReference(names)} was built and tested before (${found.digest}): nothing to do.`,
      details: [],
      digest: found.digest,
    };
  try {
    await tools.docker.answers();
    await tools.docker.login(names.registry, await images.credentials(names));
    const { digest, commit } = found
      ? await tryStored(names, found, options, tools, context)
      : await buildAndPush(names, options, tools, context);
    const findings = await awaitScan(names, digest, options.scanMinutes * 60_000, context);
    const verdict = judge(findings, options.findings, context.time.now());
    for (const line of verdictLines(findings, verdict)) context.print(line);
    if (verdict.blocking.length > 0) {
      const counts = describeCounts(verdict.blocking.map(({ finding }) => finding));
      return notPassed(names, counts, verdict.blocking.map(describeBlocking), digest);
    }
    if (options.sbom) await attachSbom(names, digest, options.sbom, context);
    // The commit that built it, as the image says: another commit with the same content may be the one that goes on.
    if (commit !== undefined) await ensureTag(names, digest, `git-${commit}`, context);
    await ensureTag(names, digest, names.testedTag, context);
    return {
      outcome: 'done',
      message: `${imageReference(names)} is tested: ${digest}.`,
      details: [],
      digest,
    };
  } catch (error) {
    if (error instanceof DoesNotRun) return notPassed(names, error.message, [], found?.digest);
    throw error;
  }
}

interface Tried {
  digest: string;
  commit: string | undefined;
}

async function buildAndPush(
  names: ImageNames,
  options: ImageOptions,
  tools: ImageTools,
  context: Context,
): Promise<Tried> {
  const reference = imageReference(names);
  context.print(plain(`Building ${reference} of commit ${options.gitSha}.`));
  await tools.docker.build({
    context: options.context,
    platform: names.platform,
    buildArguments: { GIT_SHA: options.gitSha },
    reference,
  });
  const commit = await tryOne(reference, names, options, tools, context);
  if (commit !== options.gitSha)
    throw new DoesNotRun(
      `${reference} was built of commit ${options.gitSha}, and GET ${options.versionPath} says ${commit ?? 'none'}`,
    );
  context.print(plain(`Pushing ${reference}.`));
  const refusedPush = await tools.docker.push(reference).then(
    () => undefined,
    (error: Error) => error,
  );
  const pushed = await context.aws.images.find(names, { tag: names.tag });
  if (!refusedPush && pushed) return { digest: pushed.digest, commit };
  if (!pushed) throw refusedPush ?? new Error(`${reference} was pushed, and the repository does not have it.`);
  // Immutable: another build of the same content was quicker, and its image is the one that counts.
  context.print(plain(`The push was refused (${refusedPush?.message}); the repository has ${pushed.digest}.`));
  return tryStored(names, pushed, options, tools, context);
}

/** By digest: what this machine may have under the tag need not be it. */
async function tryStored(
  names: ImageNames,
  { digest }: StoredImage,
  options: ImageOptions,
  tools: ImageTools,
  context: Context,
): Promise<Tried> {
  context.print(plain(`${imageReference(names)} is there (${digest}) and not yet tested.`));
  return { digest, commit: await tryOne(digestReference(names, digest), names, options, tools, context) };
}

const tryOne = (
  reference: string,
  names: ImageNames,
  options: ImageOptions,
  tools: ImageTools,
  context: Context,
): Promise<string | undefined> =>
  tryImage(
    {
      reference,
      name: `try-${names.tag}-${context.time.now().toString(36)}`,
      healthPath: options.healthPath,
      versionPath: options.versionPath,
      readyWithinMs: options.readySeconds * 1000,
    },
    tools,
    context,
  );

const notPassed = (names: ImageNames, why: string, details: string[], digest: string | undefined): Outcome => ({
  outcome: 'notPassed',
  message: `The image ${names.tag} is not tagged as tested: ${why}.`,
  details,
  ...(digest !== undefined && { digest }),
});

const unlike = (names: ImageNames, found: StoredImage | undefined, tested: StoredImage) =>
  new CannotRelease(
    `Tag ${names.testedTag} of ${names.repository} is on ${tested.digest}, and ${names.tag} on ${found?.digest ?? 'no image'}: what was tested is not what would run. Delete the wrong one.`,
  );
