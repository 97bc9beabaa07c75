import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { StoredImage, StoredImages } from '../ports/stored-images.ts';
import {
  digestMismatch,
  imageExists,
  imageNotFound,
  invalidParameter,
  layersNotFound,
  repositoryExists,
  repositoryNotEmpty,
  repositoryNotFound,
  tagExists,
} from './errors.ts';

export interface Repository {
  name: string;
  arn: string;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>` */
  uri: string;
  registryId: string;
  immutableTags: boolean;
  /** Recorded: nothing scans here. */
  scanOnPush: boolean;
  /** Recorded: files lie as they are. */
  encryption: { encryptionType: string; kmsKey?: string };
  /** Recorded: images do not expire here. */
  lifecyclePolicy?: string;
  /** Recorded: who may pull is not enforced here. */
  policy?: string;
  tags: { key: string; value: string }[];
  createdAt: number;
}

export interface NewRepository {
  name: string;
  immutableTags?: boolean;
  scanOnPush?: boolean;
  encryption?: Repository['encryption'];
  tags?: Repository['tags'];
}

export interface ImageId {
  imageTag?: string;
  imageDigest?: string;
}

/** ECR: repositories and the rules of their tags. */
export class Repositories {
  readonly #clock: Clock;
  readonly #images: StoredImages;
  readonly #repositories = new PerScope(() => new Map<string, Repository>());

  constructor(deps: { clock: Clock; images: StoredImages }) {
    this.#clock = deps.clock;
    this.#images = deps.images;
  }

  /** A new repository is empty, even if an earlier run left images under its name; their content stays on disk. */
  create(scope: Scope, input: NewRepository): Repository {
    // Source: ECR API, CreateRepository.repositoryName.
    if (
      !/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(input.name) ||
      input.name.length > 256
    ) {
      throw invalidParameter(`'repositoryName' failed to satisfy constraint: '${input.name}'`);
    }
    if (this.#repositories.of(scope).has(input.name)) throw repositoryExists(input.name, scope.account);
    const repository: Repository = {
      name: input.name,
      arn: arnOf(scope, 'ecr', `repository/${input.name}`),
      uri: `${scope.account}.dkr.ecr.${scope.region}.amazonaws.com/${input.name}`,
      registryId: scope.account,
      immutableTags: input.immutableTags ?? false,
      scanOnPush: input.scanOnPush ?? false,
      encryption: input.encryption ?? { encryptionType: 'AES256' },
      tags: input.tags ?? [],
      createdAt: this.#clock.now(),
    };
    this.#images.drop(repository.uri);
    this.#repositories.of(scope).set(input.name, repository);
    return repository;
  }

  /** Throws RepositoryNotFoundException. */
  find(scope: Scope, name: string): Repository {
    const found = this.#repositories.of(scope).get(name);
    if (!found) throw repositoryNotFound(name, scope.account);
    return found;
  }

  list(scope: Scope): Repository[] {
    return [...this.#repositories.of(scope).values()];
  }

  delete(scope: Scope, name: string, options: { force: boolean }): Repository {
    const repository = this.find(scope, name);
    if (!options.force && this.#images.list(repository.uri).length > 0) throw repositoryNotEmpty(name, scope.account);
    this.#images.drop(repository.uri);
    this.#repositories.of(scope).delete(name);
    return repository;
  }

  images(repository: Repository): StoredImage[] {
    return this.#images.list(repository.uri);
  }

  /** The image that a tag or digest (or both, when they agree) names. */
  image(repository: Repository, id: ImageId): StoredImage | undefined {
    return this.images(repository).find(
      (image) =>
        (id.imageDigest === undefined || image.digest === id.imageDigest) &&
        (id.imageTag === undefined || image.tags.includes(id.imageTag)),
    );
  }

  /** The image, or ImageNotFoundException. */
  existingImage(repository: Repository, id: ImageId): StoredImage {
    const found = this.image(repository, id);
    if (!found) throw imageNotFound(id, repository.name, repository.registryId);
    return found;
  }

  /**
   * A manifest under its digest, and a tag that points to it. Promotion is putting an existing manifest under a new tag.
   * `mediaType` defaults to the one that the manifest states.
   */
  put(
    repository: Repository,
    input: { manifest: string; mediaType?: string; tag?: string; digest?: string },
  ): StoredImage {
    const { manifest, tag } = input;
    const parsed = parseManifest(manifest);
    const missing = parsed.blobs.filter((digest) => !this.#images.hasBlob(digest));
    if (missing.length > 0) throw layersNotFound(missing, repository.name, repository.registryId);
    const holder = tag === undefined ? undefined : this.image(repository, { imageTag: tag });
    if (holder && holder.manifest === manifest)
      throw imageExists(holder.digest, tag, repository.name, repository.registryId);
    if (holder && repository.immutableTags) throw tagExists(tag ?? '', repository.name);
    const present = this.images(repository).find((image) => image.manifest === manifest);
    if (present && tag === undefined)
      throw imageExists(present.digest, undefined, repository.name, repository.registryId);
    const actual = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
    if (input.digest !== undefined && input.digest !== actual) throw digestMismatch();
    const digest = this.#images.put(repository.uri, manifest, input.mediaType ?? parsed.mediaType, tag);
    return this.existingImage(repository, { imageDigest: digest });
  }

  /** By tag only the tag goes, as long as the image has others; by digest the image with all its tags. */
  remove(repository: Repository, id: ImageId): StoredImage {
    const image = this.existingImage(repository, id);
    if (id.imageTag !== undefined && image.tags.length > 1) this.#images.untag(repository.uri, id.imageTag);
    else this.#images.remove(repository.uri, image.digest);
    return image;
  }
}

/** What of a manifest is used here; throws InvalidParameterException for what is none. */
function parseManifest(text: string): { mediaType: string; blobs: string[] } {
  try {
    const { mediaType, config, layers } = JSON.parse(text) as {
      mediaType?: string;
      config: { digest: string };
      layers: { digest: string }[];
    };
    return {
      mediaType: mediaType ?? 'application/vnd.docker.distribution.manifest.v2+json',
      blobs: [config.digest, ...layers.map((layer) => layer.digest)],
    };
  } catch {
    throw invalidParameter("'imageManifest' failed to satisfy constraint: 'Invalid JSON syntax'");
  }
}
