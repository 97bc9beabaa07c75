import {
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Images, RunnableImage } from '../../runtime/ports/images.ts';
import type { StoredImage, StoredImages } from '../../runtime/ports/stored-images.ts';
import { blobStore, type BlobStore } from './blob-store.ts';
import { blobUploads } from './blob-uploads.ts';
import { linkedBlobs } from './linked-blobs.ts';
import { blobsOf, imageFor, sizeOf } from './manifests.ts';
import { REF_NAME, type Descriptor, type ImageConfig } from './oci-types.ts';
import { unpackLayers } from './unpack-layers.ts';

export interface ImageStore extends Images, StoredImages {
  readonly blobs: BlobStore;
}

interface Index {
  schemaVersion: 2;
  manifests: Descriptor[];
}

/** Which repository an index entry belongs to; `org.opencontainers.image.ref.name` holds `<repository>:<tag>` when tagged. */
const REPOSITORY = 'rehearsal.repository';
const PUSHED_AT = 'rehearsal.pushed-at';

/** Images in an OCI image layout on disk; unpacked once a digest under `roots/`. */
export function imageStore(options: { directory: string; now?: () => number }): ImageStore {
  const { directory, now = Date.now } = options;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  const blobs = blobStore(directory);
  const indexFile = join(directory, 'index.json');
  const index: Index = existsSync(indexFile)
    ? (JSON.parse(readFileSync(indexFile, 'utf8')) as Index)
    : { schemaVersion: 2, manifests: [] };
  const unpacking = new Map<string, Promise<string>>();
  const uploads = blobUploads(join(directory, 'uploads'));
  const links = linkedBlobs(join(directory, 'linked-blobs.json'));

  const save = () => {
    writeFileSync(`${indexFile}.partial`, JSON.stringify(index, null, 2));
    renameSync(`${indexFile}.partial`, indexFile);
  };
  const keep = (wanted: (entry: Descriptor) => boolean) => {
    index.manifests = index.manifests.filter(wanted);
    save();
  };
  const entriesOf = (repositoryUri: string) =>
    index.manifests.filter((entry) => entry.annotations?.[REPOSITORY] === repositoryUri);
  const add = (repositoryUri: string, entry: Descriptor, tag?: string) =>
    index.manifests.push({
      ...entry,
      annotations: {
        [REPOSITORY]: repositoryUri,
        [PUSHED_AT]: entry.annotations?.[PUSHED_AT] ?? String(now()),
        ...(tag !== undefined && { [REF_NAME]: `${repositoryUri}:${tag}` }),
      },
    });

  const store: ImageStore = {
    blobs,

    blobSize(repositoryUri, digest) {
      const belongs =
        links.has(repositoryUri, digest) ||
        entriesOf(repositoryUri).some((entry) => blobsOf(blobs, entry.digest).includes(digest));
      return belongs && blobs.has(digest) ? statSync(blobs.pathOf(digest)).size : undefined;
    },
    linkBlob(repositoryUri, digest) {
      if (!blobs.has(digest)) return false;
      links.add(repositoryUri, digest);
      return true;
    },
    // Opened at once: its absence is the caller's error, not the stream's.
    readBlob: (digest, range) => createReadStream('', { fd: openSync(blobs.pathOf(digest), 'r'), ...range }),
    appendTo: (upload, content) => uploads.append(upload, content),
    async finishUpload(repositoryUri, upload, digest) {
      const matches = await uploads.finish(upload, digest, blobs.pathOf(digest));
      if (matches) links.add(repositoryUri, digest);
      return matches;
    },
    discardUpload: (upload) => uploads.discard(upload),

    list(repositoryUri) {
      const images = new Map<string, StoredImage>();
      for (const entry of entriesOf(repositoryUri)) {
        const image = images.get(entry.digest) ?? storedImage(blobs, entry);
        const reference = entry.annotations?.[REF_NAME];
        if (reference) image.tags.push(reference.slice(repositoryUri.length + 1));
        images.set(entry.digest, image);
      }
      return [...images.values()];
    },

    put(repositoryUri, manifest, mediaType, tag) {
      const digest = blobs.write(manifest);
      const pushed = entriesOf(repositoryUri).find((entry) => entry.digest === digest);
      const entry = pushed ?? { mediaType, digest, size: Buffer.byteLength(manifest) };
      if (tag !== undefined) {
        store.untag(repositoryUri, tag);
        // The first tag replaces the entry without one.
        index.manifests = index.manifests.filter(
          (other) =>
            !(other.digest === digest && isUntagged(other) && other.annotations?.[REPOSITORY] === repositoryUri),
        );
        add(repositoryUri, entry, tag);
      } else if (!pushed) {
        add(repositoryUri, entry);
      }
      save();
      return digest;
    },

    untag(repositoryUri, tag) {
      const reference = `${repositoryUri}:${tag}`;
      const entry = index.manifests.find((other) => other.annotations?.[REF_NAME] === reference);
      if (!entry) return;
      index.manifests = index.manifests.filter((other) => other !== entry);
      if (!entriesOf(repositoryUri).some((other) => other.digest === entry.digest)) add(repositoryUri, entry);
      save();
    },

    remove: (repositoryUri, digest) =>
      keep((entry) => !(entry.digest === digest && entry.annotations?.[REPOSITORY] === repositoryUri)),
    drop(repositoryUri) {
      keep((entry) => entry.annotations?.[REPOSITORY] !== repositoryUri);
      links.drop(repositoryUri);
    },

    async pull(reference) {
      const { repositoryUri, tag, digest } = parseReference(reference);
      const entry = entriesOf(repositoryUri).find((candidate) =>
        digest ? candidate.digest === digest : candidate.annotations?.[REF_NAME] === `${repositoryUri}:${tag}`,
      );
      if (!entry)
        throw new Error(cannotPull(reference, digest ? `${repositoryUri}@${digest}` : `${repositoryUri}:${tag}`));
      const manifest = imageFor(blobs, entry.digest, PLATFORM);
      if (!manifest) throw new Error(cannotPull(reference, `${repositoryUri} for platform linux/${PLATFORM}`));
      const root = await once(unpacking, entry.digest, () =>
        unpackLayers({
          layers: manifest.layers.map((layer) => blobs.pathOf(layer.digest)),
          root: join(directory, 'roots', entry.digest.slice('sha256:'.length)),
        }),
      );
      return runnable(entry.digest, root, JSON.parse(blobs.read(manifest.config.digest).toString()) as ImageConfig);
    },
  };
  return store;
}

/** As Go names it: what an index is asked for. */
const PLATFORM = process.arch === 'x64' ? 'amd64' : process.arch;

const isUntagged = (entry: Descriptor) => entry.annotations?.[REF_NAME] === undefined;

function storedImage(blobs: BlobStore, entry: Descriptor): StoredImage {
  const manifest = blobs.read(entry.digest).toString();
  return {
    digest: entry.digest,
    tags: [],
    mediaType: entry.mediaType,
    manifest,
    sizeBytes: sizeOf(blobs, entry.digest),
    pushedAt: Number(entry.annotations?.[PUSHED_AT] ?? 0),
  };
}

function parseReference(reference: string): { repositoryUri: string; tag?: string; digest?: string } {
  const [named = '', digest] = reference.split('@');
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const repositoryUri = tagged ? named.slice(0, colon) : named;
  if (digest) return { repositoryUri, digest };
  return { repositoryUri, tag: tagged ? named.slice(colon + 1) : 'latest' };
}

/** Source: stopped reasons of real Fargate tasks (platform version 1.4, containerd). */
const cannotPull = (reference: string, resolved: string) =>
  'CannotPullContainerError: pull image manifest has been retried 1 time(s): ' +
  `failed to resolve ref ${reference}: ${resolved}: not found`;

function runnable(digest: string, root: string, { config }: ImageConfig): RunnableImage {
  return {
    digest,
    root,
    entrypoint: config.Entrypoint ?? [],
    command: config.Cmd ?? [],
    environment: Object.fromEntries(
      (config.Env ?? []).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
    workingDirectory: config.WorkingDir || '/',
    user: config.User ?? '',
    exposedPorts: Object.keys(config.ExposedPorts ?? {}).map((port) => Number.parseInt(port, 10)),
    labels: config.Labels ?? {},
  };
}

/** Callers that come together wait for one run; a failure may be tried again. */
function once<T>(running: Map<string, Promise<T>>, key: string, run: () => Promise<T>): Promise<T> {
  const existing = running.get(key);
  if (existing) return existing;
  const promise = run().catch((error: unknown) => {
    running.delete(key);
    throw error;
  });
  running.set(key, promise);
  return promise;
}
