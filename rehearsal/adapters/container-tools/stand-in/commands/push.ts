import type { Descriptor } from '../../../image-store/oci-types.ts';
import { parseReference, type Reference } from '../../references.ts';
import { DockerFailure } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import { refusalOf, registryRequest, type RegistryAnswer } from '../registry-request.ts';
import type { Command, Session } from '../session.ts';

/** Blobs first, those only that the registry lacks, then the manifest. Source: OCI distribution specification, "Push". */
export const push: Command = async (args, session) => {
  const options = readOptions('push', args, { options: ['quiet|q', 'platform='], operands: [1, 1] });
  const [text = ''] = options.operands;
  const reference = parseReference(text);
  if (!reference || reference.digest) throw new DockerFailure('invalid reference format');
  const say = options.has('quiet') ? () => {} : session.print;
  say(`The push refers to repository [${reference.name}]`);
  const image = session.images.find(text);
  if (!image) throw new DockerFailure(`An image does not exist locally with the tag: ${reference.name}`);
  const { ecrHost: host, path, tag } = reference;
  if (host === undefined)
    throw new DockerFailure(
      `The stand-in for docker knows the rehearsal's registry only, not that of ${reference.name}.`,
    );
  for (const layer of image.manifest.layers) {
    const pushed = await pushBlob(session, { host, path }, layer);
    say(`${layer.digest.slice('sha256:'.length, 19)}: ${pushed ? 'Pushed' : 'Layer already exists'}`);
  }
  await pushBlob(session, { host, path }, image.manifest.config);
  const body = session.images.store.blobs.read(image.digest);
  const answer = await registryRequest(session, {
    method: 'PUT',
    host,
    path: `/v2/${path}/manifests/${tag}`,
    headers: { 'content-type': image.manifest.mediaType },
    body,
  });
  if (answer.status !== 201) throw refused(session, host, answer);
  session.images.add(image.digest, { repoDigest: `${reference.name}@${image.digest}` });
  if (options.has('quiet')) session.print(text);
  else session.print(`${tag}: digest: ${image.digest} size: ${body.length}`);
};

type Repository = Required<Pick<Reference, 'path'>> & { host: string };

/** False when the registry has it. */
async function pushBlob(session: Session, { host, path }: Repository, blob: Descriptor): Promise<boolean> {
  const there = await registryRequest(session, { method: 'HEAD', host, path: `/v2/${path}/blobs/${blob.digest}` });
  if (there.status === 200) return false;
  // To HEAD there is no body, so what else it may be is what the upload is told.
  const begun = await registryRequest(session, { method: 'POST', host, path: `/v2/${path}/blobs/uploads/` });
  if (begun.status !== 202) throw refused(session, host, begun);
  const to = new URL(String(begun.headers['location']), `https://${host}`);
  to.searchParams.set('digest', blob.digest);
  const answer = await registryRequest(session, {
    method: 'PUT',
    host,
    path: `${to.pathname}${to.search}`,
    headers: { 'content-type': 'application/octet-stream' },
    body: session.images.store.blobs.read(blob.digest),
  });
  if (answer.status !== 201) throw refused(session, host, answer);
  return true;
}

const refused = (session: Session, host: string, answer: RegistryAnswer) =>
  new DockerFailure(refusalOf(session, host, answer));
