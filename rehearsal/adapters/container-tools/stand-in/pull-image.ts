import { digestOf } from '../../image-store/blob-store.ts';
import { MANIFEST_TYPE, type Manifest } from '../../image-store/oci-types.ts';
import { textOf, type Reference } from '../references.ts';
import { daemonError } from './docker-failure.ts';
import type { LocalImage } from './local-images.ts';
import { refusalOf, registryRequest } from './registry-request.ts';
import type { Session } from './session.ts';

/** Docker's own, whose parts are those of OCI's. Source: distribution, image manifest version 2, schema 2. */
const DOCKER_MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

/** Gets an image from the engine's registry. Source: OCI distribution specification, "Pull". Throws what docker says. */
export async function pullImage(
  session: Session,
  reference: Reference,
  say: (line: string) => void,
): Promise<{ image: LocalImage; isNew: boolean }> {
  const { ecrHost: host, path, name } = reference;
  if (host === undefined)
    throw daemonError(
      `pull access denied for ${name}: the stand-in for docker knows the rehearsal's registry only, and fetches no other image`,
    );
  const what = reference.tag ?? reference.digest ?? '';
  const answer = await registryRequest(session, {
    host,
    path: `/v2/${path}/manifests/${what}`,
    headers: { accept: `${MANIFEST_TYPE}, ${DOCKER_MANIFEST_TYPE}` },
  });
  if (answer.status === 404)
    throw daemonError(`manifest for ${textOf(reference)} not found: ${refusalOf(session, host, answer)}`);
  if (answer.status !== 200)
    throw daemonError(`Head "https://${host}/v2/${path}/manifests/${what}": ${refusalOf(session, host, answer)}`);
  const digest = digestOf(answer.body);
  const manifest = readManifest(answer.body, textOf(reference));
  say(`${what}: Pulling from ${path}`);
  const { blobs } = session.images.store;
  for (const { digest: wanted } of [manifest.config, ...manifest.layers]) {
    if (blobs.has(wanted)) continue;
    const blob = await registryRequest(session, { host, path: `/v2/${path}/blobs/${wanted}` });
    if (blob.status !== 200) throw daemonError(refusalOf(session, host, blob));
    if (digestOf(blob.body) !== wanted) throw daemonError(`filesystem layer verification failed for digest ${wanted}`);
    blobs.write(blob.body);
  }
  for (const layer of manifest.layers) say(`${layer.digest.slice('sha256:'.length, 19)}: Pull complete`);
  blobs.write(answer.body);
  const isNew = session.images.find(textOf(reference))?.digest !== digest;
  const image = session.images.add(digest, { repoDigest: `${name}@${digest}` });
  if (reference.tag !== undefined) session.images.tag(reference, digest);
  return { image, isNew };
}

function readManifest(body: Buffer, text: string): Manifest {
  const manifest = JSON.parse(body.toString()) as Partial<Manifest>;
  const { config, layers, mediaType = MANIFEST_TYPE } = manifest;
  if (!config || !layers)
    throw daemonError(
      `${text} is ${mediaType}: the stand-in for docker takes images of one platform, as it makes them`,
    );
  return { schemaVersion: 2, mediaType, config, layers };
}
