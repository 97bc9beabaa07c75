import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { randomIds, type Ids } from '../../kernel/ids.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { ByteRange, StoredImage, StoredImages } from '../ports/stored-images.ts';
import {
  digestMismatch,
  imageExists,
  imageNotFound,
  invalidParameter,
  layerInaccessible,
  layersNotFound,
  referencedImagesNotFound,
  repositoryExists,
  repositoryNotEmpty,
  repositoryNotFound,
  scanNotFound,
  scanQuotaExceeded,
  tagExists,
} from './errors.ts';
import { scanOf, scanQuotaIsUsed, type ImageScan, type Scanner } from './image-scans.ts';
import { LayerUploads } from './layer-uploads.ts';
import { blobTypeIn, parseManifest } from './manifest.ts';
import { RegistryTokens } from './registry-tokens.ts';
import type { NewRepository, Repository } from './repository.ts';

export interface ImageId {
  imageTag?: string;
  imageDigest?: string;
}

/** What a registry's account settings say. Source: ECR API, PutAccountSetting; mounting is off until it is enabled. */
interface RegistrySettings {
  blobMounting: boolean;
}

/** ECR: repositories and the rules of their tags and layers. */
export class Repositories implements Persistent {
  readonly name = 'repositories';
  readonly uploads: LayerUploads;
  readonly tokens: RegistryTokens;
  readonly #clock: Clock;
  readonly #images: StoredImages;
  readonly #repositories = new PerScope(() => new Map<string, Repository>());
  readonly #settings = new PerScope((): RegistrySettings => ({ blobMounting: false }));
  #scanner: Scanner = () => [];

  constructor(deps: { clock: Clock; images: StoredImages; ids?: Ids }) {
    const { clock, images, ids = randomIds } = deps;
    this.#clock = clock;
    this.#images = images;
    this.uploads = new LayerUploads({ images, ids });
    this.tokens = new RegistryTokens({ clock, ids });
  }

  /**
   * A new repository is empty, even if an earlier run left images under its name; their content stays on disk. One that the
   * engine only provided is taken over with its images.
   */
  create(scope: Scope, input: NewRepository): Repository {
    const provided = this.#repositories.of(scope).get(input.name);
    if (!provided?.provisional) return this.#create(scope, input);
    const { name, arn, uri, registryId, scans } = provided;
    const taken = { ...this.#record(scope, input), name, arn, uri, registryId, scans };
    this.#repositories.of(scope).set(name, taken);
    return taken;
  }

  /**
   * The repository; when there is none, one in place of the stack that is to declare it: with immutable tags, and scans, for
   * which the stack's image step would wait.
   */
  provide(scope: Scope, name: string): Repository {
    const existing = this.#repositories.of(scope).get(name);
    if (existing) return existing;
    const repository = this.#create(scope, { name, immutableTags: true, scanOnPush: true });
    repository.provisional = true;
    return repository;
  }

  /** Without their images, whose store is its own, and without uploads and tokens, which clients ask for again. */
  save(): { repositories: [Scope, Map<string, Repository>][]; settings: [Scope, RegistrySettings][] } {
    return { repositories: this.#repositories.entries(), settings: this.#settings.entries() };
  }

  restore({ repositories, settings }: ReturnType<this['save']>): void {
    this.#repositories.refill(repositories);
    this.#settings.refill(settings);
  }

  #create(scope: Scope, input: NewRepository): Repository {
    // Source: ECR API, CreateRepository.repositoryName.
    if (
      !/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(input.name) ||
      input.name.length > 256
    ) {
      throw invalidParameter(`'repositoryName' failed to satisfy constraint: '${input.name}'`);
    }
    if (this.#repositories.of(scope).has(input.name)) throw repositoryExists(input.name, scope.account);
    const repository = this.#record(scope, input);
    this.#images.drop(repository.uri);
    this.#repositories.of(scope).set(input.name, repository);
    return repository;
  }

  #record(scope: Scope, input: NewRepository): Repository {
    return {
      name: input.name,
      arn: arnOf(scope, 'ecr', `repository/${input.name}`),
      uri: `${scope.account}.dkr.ecr.${scope.region}.amazonaws.com/${input.name}`,
      registryId: scope.account,
      immutableTags: input.immutableTags ?? false,
      scanOnPush: input.scanOnPush ?? false,
      encryption: input.encryption ?? { encryptionType: 'AES256' },
      tags: input.tags ?? [],
      createdAt: this.#clock.now(),
      scans: {},
    };
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
    if (id.imageDigest === undefined && id.imageTag === undefined) return undefined;
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
    const { name, registryId } = repository;
    if (tag !== undefined && !/^[\w][\w.-]{0,127}$/.test(tag))
      throw invalidParameter(`'imageTag' failed to satisfy constraint: '${tag}'`);
    const parsed = parseManifest(manifest, input.mediaType);
    const missing = parsed.blobs.filter((digest) => this.layerSize(repository, digest) === undefined);
    if (missing.length > 0) throw layersNotFound(missing, name, registryId);
    const absent = parsed.manifests.filter((imageDigest) => !this.image(repository, { imageDigest }));
    if (absent.length > 0) throw referencedImagesNotFound(absent, name, registryId);
    const actual = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
    if (input.digest !== undefined && input.digest !== actual) throw digestMismatch();
    const holder = tag === undefined ? undefined : this.image(repository, { imageTag: tag });
    if (holder && holder.manifest === manifest) throw imageExists(holder.digest, tag, name, registryId);
    if (holder && repository.immutableTags) throw tagExists(tag ?? '', name);
    const present = this.images(repository).find((image) => image.manifest === manifest);
    if (present && tag === undefined) throw imageExists(present.digest, undefined, name, registryId);
    this.#images.put(repository.uri, manifest, parsed.mediaType, tag);
    const image = this.existingImage(repository, { imageDigest: actual });
    const isImage = parsed.manifests.length === 0 && parsed.subject === undefined;
    if (!present && repository.scanOnPush && isImage) this.#scan(repository, image);
    return image;
  }

  /** `put` of an image that the engine itself made: its blobs are in the store, though nobody uploaded them here. */
  deposit(repository: Repository, input: { manifest: string; mediaType?: string; tag?: string }): StoredImage {
    for (const digest of parseManifest(input.manifest, input.mediaType).blobs)
      this.#images.linkBlob(repository.uri, digest);
    return this.put(repository, input);
  }

  /** By tag only the tag goes, as long as the image has others; by digest the image with all its tags. */
  remove(repository: Repository, id: ImageId): StoredImage {
    const image = this.existingImage(repository, id);
    if (id.imageTag !== undefined && image.tags.length > 1) {
      this.#images.untag(repository.uri, id.imageTag);
    } else {
      this.#images.remove(repository.uri, image.digest);
      delete repository.scans[image.digest];
    }
    return image;
  }

  /** The digest of an index that names the image: it cannot be deleted before. */
  listNaming(repository: Repository, image: StoredImage): string | undefined {
    return this.images(repository).find(({ manifest, mediaType }) =>
      parseManifest(manifest, mediaType).manifests.includes(image.digest),
    )?.digest;
  }

  /** What was attached to an image: manifests whose subject it is. There need be no such image (OCI distribution specification 1.1). */
  referrers(repository: Repository, subject: string): StoredImage[] {
    return this.images(repository).filter(
      ({ manifest, mediaType }) => parseManifest(manifest, mediaType).subject === subject,
    );
  }

  /** Bytes of a layer; undefined when it is in no image of the repository and was not uploaded to it. */
  layerSize(repository: Repository, digest: string): number | undefined {
    return this.#images.blobSize(repository.uri, digest);
  }

  /** The type that an image gives the layer. */
  layerType(repository: Repository, digest: string): string | undefined {
    return this.images(repository)
      .map(({ manifest }) => blobTypeIn(manifest, digest))
      .find((type) => type !== undefined);
  }

  /** Throws LayersNotFoundException and, as only layers of images can be had, LayerInaccessibleException. */
  assertDownloadable(repository: Repository, digest: string): void {
    if (this.layerSize(repository, digest) === undefined)
      throw layersNotFound([digest], repository.name, repository.registryId);
    if (this.layerType(repository, digest) === undefined) throw layerInaccessible(digest, repository);
  }

  /** The layer must be there: `layerSize`. */
  layerContent(digest: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    return this.#images.readBlob(digest, range);
  }

  settings(scope: Scope): RegistrySettings {
    return this.#settings.of(scope);
  }

  /**
   * A layer of another repository of the registry becomes this one's too: when the registry allows it and both are encrypted
   * alike. Source: ECR user guide, "Blob mounting".
   */
  mount(scope: Scope, repository: Repository, digest: string, from: string): boolean {
    const source = this.#repositories.of(scope).get(from);
    if (!this.settings(scope).blobMounting || !source) return false;
    if (JSON.stringify(source.encryption) !== JSON.stringify(repository.encryption)) return false;
    if (this.layerSize(source, digest) === undefined) return false;
    return this.#images.linkBlob(repository.uri, digest);
  }

  /** From now on scans find what this says: a drill or test sets it, as nothing looks into an image here. */
  scanWith(scanner: Scanner): void {
    this.#scanner = scanner;
  }

  /** Throws LimitExceededException when the image was scanned within 24 hours. */
  startScan(repository: Repository, image: StoredImage): ImageScan {
    const last = repository.scans[image.digest];
    if (last && scanQuotaIsUsed(last, this.#clock.now())) throw scanQuotaExceeded();
    return this.#scan(repository, image);
  }

  /** Throws ScanNotFoundException. */
  scan(repository: Repository, image: StoredImage): ImageScan {
    const scan = repository.scans[image.digest];
    if (!scan) throw scanNotFound(image.digest, repository);
    return scan;
  }

  #scan(repository: Repository, { digest }: StoredImage): ImageScan {
    const scan = scanOf(this.#scanner(digest), this.#clock.now());
    repository.scans[digest] = scan;
    return scan;
  }
}
