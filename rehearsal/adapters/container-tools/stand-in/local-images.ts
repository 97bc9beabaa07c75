import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageStore, type ImageStore } from '../../image-store/image-store.ts';
import type { ImageConfig, Manifest } from '../../image-store/oci-types.ts';
import { parseReference, textOf, type Reference } from '../references.ts';
import { daemonError, DockerFailure } from './docker-failure.ts';

export interface LocalImage {
  /** `sha256:…` of the manifest. */
  digest: string;
  /** `sha256:…` of the configuration: what docker calls the image's id. */
  id: string;
  manifest: Manifest;
  config: ImageConfig;
  /** `name:tag` */
  tags: string[];
  /** `name@sha256:…` of the registries that it was pushed to or pulled from. */
  repoDigests: string[];
  /** What `build --platform` asked for. */
  platform?: string;
  /** Epoch milliseconds; of this build's, the content itself has no time. */
  createdAt: number;
  sizeBytes: number;
}

interface Index {
  tags: Record<string, string>;
  images: Record<string, { createdAt: number; platform?: string; repoDigests: string[] }>;
}

/** The images that a build's docker knows by name. Their content is shared by all builds; names are one build's. */
export class LocalImages {
  /** Only its content is used: an index of names in it would be every build's. */
  readonly store: ImageStore;
  readonly #file: string;
  readonly #folder: string;

  constructor(folder: string, cache: string) {
    this.store = imageStore({ directory: join(cache, 'images') });
    this.#folder = folder;
    this.#file = join(folder, 'images.json');
  }

  /** By name, name and digest, or (the beginning of) its id. */
  find(text: string): LocalImage | undefined {
    const index = this.#read();
    const reference = parseReference(text);
    const digest = reference?.digest ?? (reference && index.tags[textOf(reference)]);
    if (digest !== undefined && index.images[digest]) return this.#image(digest, index);
    if (/^(?:sha256:)?[0-9a-f]{6,64}$/.test(text)) {
      const hex = text.replace('sha256:', '');
      return this.list().find(({ id }) => id.slice('sha256:'.length).startsWith(hex));
    }
    return undefined;
  }

  /** Throws what docker says of an image that is not there. */
  get(text: string): LocalImage {
    const image = this.find(text);
    if (!image && !parseReference(text)) throw new DockerFailure('invalid reference format');
    if (!image) throw daemonError(`No such image: ${text.includes(':') ? text : `${text}:latest`}`);
    return image;
  }

  list(): LocalImage[] {
    const index = this.#read();
    return Object.keys(index.images).map((digest) => this.#image(digest, index));
  }

  /** Makes an image known whose content is in the store. */
  add(digest: string, facts: { platform?: string; repoDigest?: string } = {}): LocalImage {
    const { platform, repoDigest } = facts;
    return this.#change((index) => {
      const known = (index.images[digest] ??= { createdAt: Date.now(), repoDigests: [] });
      if (platform !== undefined) known.platform = platform;
      if (repoDigest !== undefined && !known.repoDigests.includes(repoDigest)) known.repoDigests.push(repoDigest);
      return this.#image(digest, index);
    });
  }

  tag(reference: Reference, digest: string): void {
    this.#change((index) => (index.tags[textOf(reference)] = digest));
  }

  /** An image that lost its last name goes with it. Returns whether it did. */
  untag(reference: Reference, digest: string): boolean {
    return this.#change((index) => {
      delete index.tags[textOf(reference)];
      if (Object.values(index.tags).includes(digest)) return false;
      delete index.images[digest];
      return true;
    });
  }

  forget(digest: string): void {
    this.#change((index) => {
      index.tags = Object.fromEntries(Object.entries(index.tags).filter(([, tagged]) => tagged !== digest));
      delete index.images[digest];
    });
  }

  #image(digest: string, index: Index): LocalImage {
    const manifest = JSON.parse(this.store.blobs.read(digest).toString()) as Manifest;
    return {
      digest,
      id: manifest.config.digest,
      manifest,
      config: JSON.parse(this.store.blobs.read(manifest.config.digest).toString()) as ImageConfig,
      tags: Object.keys(index.tags).filter((text) => index.tags[text] === digest),
      sizeBytes: manifest.layers.reduce((sum, { size }) => sum + size, 0),
      ...(index.images[digest] ?? { createdAt: 0, repoDigests: [] }),
    };
  }

  #read(): Index {
    if (!existsSync(this.#file)) return { tags: {}, images: {} };
    return JSON.parse(readFileSync(this.#file, 'utf8')) as Index;
  }

  #change<T>(change: (index: Index) => T): T {
    const index = this.#read();
    const result = change(index);
    mkdirSync(this.#folder, { recursive: true });
    const partial = `${this.#file}.${process.pid}.partial`;
    writeFileSync(partial, JSON.stringify(index, null, 2));
    renameSync(partial, this.#file);
    return result;
  }
}
