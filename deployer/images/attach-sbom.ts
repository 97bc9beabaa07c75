import { readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import { plain } from '../line.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import type { Repository } from './repository.ts';

/** CycloneDX in JSON. Source: the IANA registry of media types. */
const MEDIA_TYPE = 'application/vnd.cyclonedx+json';

/** Under the image's digest: what its tags name may be built again, and is then another image with an SBOM of its own. */
export const sbomTag = (digest: string): string => `sbom-${digest.replace(/^sha256:/, '')}`;

/**
 * Reads the SBOM that the build step wrote, before anything is built for which it would be missing.
 * @throws CannotRelease
 */
export function readSbom(file: string): Uint8Array {
  try {
    const content = readFileSync(file);
    const { bomFormat } = JSON.parse(content.toString()) as { bomFormat?: unknown };
    if (bomFormat !== 'CycloneDX') throw new Error(`its bomFormat is ${JSON.stringify(bomFormat)}, not "CycloneDX"`);
    return content;
  } catch (cause) {
    throw new CannotRelease(
      `${file} cannot be read as an SBOM: ${(cause as Error).message}. Name the CycloneDX file that the build step wrote, after --sbom.`,
      { cause },
    );
  }
}

/** Once an image: one that has its SBOM gets no other. */
export async function attachSbom(
  where: Repository,
  digest: string,
  content: Uint8Array,
  context: Context,
): Promise<void> {
  const tag = sbomTag(digest);
  if (await context.aws.images.find(where, { tag })) return;
  if ((await context.aws.images.attach(where, digest, { tag, mediaType: MEDIA_TYPE, content })) === 'added')
    context.print(plain(`Attached the SBOM to ${where.repository}@${digest} as ${tag}.`));
}
