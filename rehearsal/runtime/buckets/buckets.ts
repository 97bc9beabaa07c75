import { newBucketSettings, type Bucket } from '../../domain/bucket/bucket.ts';
import { isBucketName } from '../../domain/bucket/bucket-name.ts';
import { listPage, type ListOptions, type ListPage } from '../../domain/bucket/list-page.ts';
import type { ObjectFacts, ObjectVersion, StoredObject } from '../../domain/bucket/object-version.ts';
import { addVersion, currentObject, deleteKey, nextVersionId, removeVersion } from '../../domain/bucket/versions.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { BucketState, type BucketContents } from './bucket-state.ts';
import { bucketAlreadyExists, bucketAlreadyOwned, bucketNotEmpty, invalidBucketName } from './errors.ts';
import { MultipartUploads } from './multipart-uploads.ts';
import { receive, type Content, type Integrity, type Received } from './receive.ts';
import { selectObject, type ReadOptions, type SelectedObject } from './select-object.ts';
import { assertKey, assertWrite, type WriteConditions } from './write-rules.ts';

export interface PutOptions {
  integrity?: Integrity;
  conditions?: WriteConditions;
}

/** One version of a key as ListObjectVersions has it. */
export interface ListedVersion {
  key: string;
  version: ObjectVersion;
  isLatest: boolean;
}

/** S3: buckets, whose names are taken in all accounts and regions, and their objects. */
export class Buckets {
  readonly uploads: MultipartUploads;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #state: BucketState;

  constructor(deps: { clock: Clock; ids: Ids; store: ObjectStore }) {
    this.#clock = deps.clock;
    this.#ids = deps.ids;
    this.#state = new BucketState(deps.store);
    this.uploads = new MultipartUploads({
      clock: deps.clock,
      ids: deps.ids,
      state: this.#state,
      commit: (contents, key, received, facts, conditions) =>
        this.#commit(contents, key, received, facts, conditions ?? {}),
    });
  }

  /** Throws InvalidBucketName, BucketAlreadyOwnedByYou (in us-east-1 too) and BucketAlreadyExists. */
  create(scope: Scope, name: string, settings: Partial<Bucket> = {}): Bucket {
    if (!isBucketName(name)) throw invalidBucketName(name);
    const taken = this.#state.named(name);
    if (taken) throw taken.bucket.owner === scope.account ? bucketAlreadyOwned(name) : bucketAlreadyExists(name);
    const own = { name, owner: scope.account, region: scope.region, createdAt: this.#clock.now() };
    const bucket: Bucket = { ...newBucketSettings(), ...settings, ...own };
    this.#state.add(bucket);
    return bucket;
  }

  /** Throws NoSuchBucket, and AccessDenied to another account while the bucket has no policy. */
  find(scope: Scope, name: string): Readonly<Bucket> {
    return this.#state.find(scope, name).bucket;
  }

  /** The account's, of every region, by name. */
  owned(account: string): Readonly<Bucket>[] {
    const buckets = this.#state.all().map(({ bucket }) => bucket);
    return buckets.filter(({ owner }) => owner === account).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Changes a bucket's settings, and keeps them. */
  change(scope: Scope, name: string, edit: (bucket: Bucket) => void): void {
    const { bucket } = this.#state.find(scope, name);
    edit(bucket);
    this.#state.store.saveBucket(bucket);
  }

  /** Throws BucketNotEmpty; uploads under way are aborted. Source: S3 API, DeleteBucket. */
  delete(scope: Scope, name: string): void {
    const contents = this.#state.find(scope, name);
    if (!contents.isEmpty) throw bucketNotEmpty(name);
    this.#state.remove(contents);
  }

  /**
   * Streams the bytes in; what `facts` leave out is as S3 has it by default. The object appears whole when the last one is verified, and replaces the
   * present one.
   */
  async put(
    scope: Scope,
    bucket: string,
    key: string,
    content: Content,
    facts: Partial<ObjectFacts> = {},
    { integrity, conditions = {} }: PutOptions = {},
  ): Promise<StoredObject> {
    assertKey(key);
    this.#state.find(scope, bucket);
    const received = await receive(this.#state.store, content, integrity);
    try {
      // The bucket may be gone by now.
      return this.#commit(this.#state.find(scope, bucket), key, received, facts, conditions);
    } catch (error) {
      this.#state.store.drop(received.contentId);
      throw error;
    }
  }

  #commit(
    contents: BucketContents,
    key: string,
    received: Received & Pick<StoredObject, 'parts'>,
    facts: Partial<ObjectFacts>,
    conditions: WriteConditions,
  ): StoredObject {
    const { bucket } = contents;
    const record = contents.key(key);
    assertWrite(key, conditions, currentObject(record));
    const object: StoredObject = {
      kind: 'object',
      versionId: nextVersionId(bucket, () => this.#ids.hex(32)),
      modifiedAt: this.#clock.now(),
      contentType: 'binary/octet-stream',
      metadata: {},
      tags: {},
      encryption: bucket.encryption,
      storageClass: 'STANDARD',
      ...facts,
      ...received,
    };
    contents.apply(key, addVersion(record?.versions ?? [], object));
    return object;
  }

  /** Throws NoSuchKey, NoSuchVersion, PreconditionFailed, NotModified, InvalidRange. */
  head(scope: Scope, bucket: string, key: string, options: ReadOptions = {}): SelectedObject {
    return selectObject(key, this.#state.find(scope, bucket).key(key), options);
  }

  /** As `head`, with the bytes: of the selected range when there is one. */
  get(
    scope: Scope,
    bucket: string,
    key: string,
    options: ReadOptions = {},
  ): SelectedObject & { body: AsyncIterable<Uint8Array> } {
    const selected = this.head(scope, bucket, key, options);
    return { ...selected, body: this.#state.store.read(selected.object.contentId, selected.range) };
  }

  /** Whether bucket and object are there and may be read. */
  exists(scope: Scope, bucket: string, key: string): boolean {
    try {
      this.head(scope, bucket, key);
      return true;
    } catch (error) {
      if (error instanceof AwsError) return false;
      throw error;
    }
  }

  /** Tags are the one thing of an object that changes without a new version. */
  retag(scope: Scope, bucket: string, key: string, tags: Record<string, string>, versionId?: string): StoredObject {
    const contents = this.#state.find(scope, bucket);
    const record = contents.key(key);
    const { object } = selectObject(key, record, { versionId });
    const tagged = { ...object, tags };
    const versions = (record?.versions ?? []).map((version) => (version === object ? tagged : version));
    contents.apply(key, { versions, removed: [] });
    return tagged;
  }

  /** Removes a version, or the key: with versioning a marker then hides what stays. Deleting nothing succeeds. */
  deleteObject(
    scope: Scope,
    bucket: string,
    key: string,
    versionId?: string,
  ): { versionId?: string; isMarker: boolean } {
    const contents = this.#state.find(scope, bucket);
    const versions = contents.key(key)?.versions ?? [];
    if (versionId !== undefined) {
      const change = removeVersion(versions, versionId);
      if (change.removed.length > 0) contents.apply(key, change);
      return { versionId, isMarker: change.removed.some(({ kind }) => kind === 'marker') };
    }
    const markerId = nextVersionId(contents.bucket, () => this.#ids.hex(32));
    const marker = { kind: 'marker', versionId: markerId, modifiedAt: this.#clock.now() } as const;
    const change = deleteKey(contents.bucket, versions, marker);
    const isMarker = change.versions.includes(marker);
    if (isMarker || change.removed.length > 0) contents.apply(key, change);
    return isMarker ? { versionId: markerId, isMarker } : { isMarker };
  }

  /** Objects as they are now, by key. */
  list(scope: Scope, bucket: string, options: Partial<ListOptions> = {}): ListPage<StoredObject & { key: string }> {
    const records = this.#state.find(scope, bucket).keys();
    const items = records.flatMap((record) => {
      const object = currentObject(record);
      return object ? [{ ...object, key: record.key }] : [];
    });
    return listPage(items, { ...WHOLE, ...options });
  }

  /** Every version and marker, by key and the newest first. `isAfter` says where a page begins. */
  listVersions(
    scope: Scope,
    bucket: string,
    options: Partial<ListOptions>,
    isAfter: (item: ListedVersion) => boolean,
  ): ListPage<ListedVersion> {
    const records = this.#state.find(scope, bucket).keys();
    const items = records.flatMap(({ key, versions }) =>
      versions.map((version, index) => ({ key, version, isLatest: index === 0 })),
    );
    return listPage(items, { ...WHOLE, ...options }, isAfter);
  }
}

const WHOLE: ListOptions = { prefix: '', delimiter: undefined, after: undefined, maxKeys: Infinity };
