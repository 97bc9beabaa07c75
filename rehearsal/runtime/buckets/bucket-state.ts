import type { Bucket } from '../../domain/bucket/bucket.ts';
import { compareKeys } from '../../domain/bucket/list-page.ts';
import type { MultipartUpload } from '../../domain/bucket/multipart-upload.ts';
import type { KeyRecord, VersionChange } from '../../domain/bucket/versions.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { accessDenied, noSuchBucket } from './errors.ts';

/** A bucket with everything that is in it; every change is in the store before it is seen. */
export class BucketContents {
  readonly bucket: Bucket;
  readonly #store: ObjectStore;
  readonly #keys: Map<string, KeyRecord>;
  readonly #uploads: Map<string, MultipartUpload>;
  #sorted: KeyRecord[] | undefined;

  constructor(store: ObjectStore, bucket: Bucket, keys: KeyRecord[] = [], uploads: MultipartUpload[] = []) {
    this.bucket = bucket;
    this.#store = store;
    this.#keys = new Map(keys.map((record) => [record.key, record]));
    this.#uploads = new Map(uploads.map((upload) => [upload.id, upload]));
  }

  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  key(key: string): KeyRecord | undefined {
    return this.#keys.get(key);
  }

  /** In the order of their bytes. */
  keys(): readonly KeyRecord[] {
    return (this.#sorted ??= [...this.#keys.values()].toSorted((a, b) => compareKeys(a.key, b.key)));
  }

  /** A key without versions is none; the bytes of what went are dropped. */
  apply(key: string, { versions, removed }: VersionChange): void {
    if (versions.length > 0) {
      this.#store.saveKey(this.bucket.name, { key, versions });
      this.#keys.set(key, { key, versions });
    } else {
      this.#store.dropKey(this.bucket.name, key);
      this.#keys.delete(key);
    }
    this.#sorted = undefined;
    for (const version of removed) if (version.kind === 'object') this.#store.drop(version.contentId);
  }

  upload(id: string): MultipartUpload | undefined {
    return this.#uploads.get(id);
  }

  uploads(): MultipartUpload[] {
    return [...this.#uploads.values()];
  }

  saveUpload(upload: MultipartUpload): void {
    this.#store.saveUpload(this.bucket.name, upload);
    this.#uploads.set(upload.id, upload);
  }

  /** With its parts. */
  dropUpload({ id, parts }: MultipartUpload): void {
    this.#store.dropUpload(this.bucket.name, id);
    this.#uploads.delete(id);
    for (const { contentId } of parts) this.#store.drop(contentId);
  }
}

/** Every bucket by its name, which is taken in all accounts and regions. */
export class BucketState {
  readonly store: ObjectStore;
  readonly #buckets: Map<string, BucketContents>;

  constructor(store: ObjectStore) {
    this.store = store;
    this.#buckets = new Map(
      store.load().map(({ bucket, keys, uploads }) => [bucket.name, new BucketContents(store, bucket, keys, uploads)]),
    );
  }

  /** Whoever owns it. */
  named(name: string): BucketContents | undefined {
    return this.#buckets.get(name);
  }

  all(): BucketContents[] {
    return [...this.#buckets.values()];
  }

  /**
   * Throws NoSuchBucket, and AccessDenied to another account while the bucket has no policy that could let it in; what the
   * policy says is not evaluated.
   */
  find(scope: Scope, name: string): BucketContents {
    const found = this.#buckets.get(name);
    if (!found) throw noSuchBucket(name);
    if (found.bucket.owner !== scope.account && found.bucket.policy === undefined) throw accessDenied();
    return found;
  }

  add(bucket: Bucket): void {
    this.store.saveBucket(bucket);
    this.#buckets.set(bucket.name, new BucketContents(this.store, bucket));
  }

  remove(contents: BucketContents): void {
    for (const upload of contents.uploads()) contents.dropUpload(upload);
    this.store.dropBucket(contents.bucket.name);
    this.#buckets.delete(contents.bucket.name);
  }
}
