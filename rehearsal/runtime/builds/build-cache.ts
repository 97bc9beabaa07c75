import type { CacheSection } from '../../domain/build/buildspec.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import type { Buckets } from '../buckets/buckets.ts';
import { NoCache, type BuildWorkspace } from '../ports/build-runner.ts';
import type { BuildRecord } from './build-record.ts';
import type { ProjectCache } from './project.ts';

/** S3, where caches may be. */
export type CacheObjects = Pick<Buckets, 'get' | 'put'>;

export interface BuildCacheDependencies {
  record: BuildRecord;
  section: CacheSection;
  workspace: BuildWorkspace;
  /** Undefined: caches are switched off. */
  objects: CacheObjects | undefined;
  event: (text: string) => void;
}

/**
 * The cache of one build. Nothing that is wrong with it fails the build (source: the log of real builds, which go on after
 * `Unable to initialize cache download`; unverified for all other reasons).
 *
 * - LOCAL: the build has links to what an earlier one left (`BuildWorkspace.linkCache`). What commands write is in the cache at
 *   once, so a build that fails leaves it as well; one that was cut short (stop, time-out, the engine's end) leaves none.
 * - S3: one object a project, fetched before INSTALL and replaced after a build that succeeded. Overlapping builds each replace
 *   it as a whole; the last one to end wins.
 *
 * Source: CodeBuild user guide, "Local caching", "Amazon S3 caching" and "Build specification reference", cache.
 */
export class BuildCache {
  readonly #deps: BuildCacheDependencies;
  readonly #settings: ProjectCache;

  constructor(deps: BuildCacheDependencies) {
    this.#deps = deps;
    this.#settings = deps.record.settings.cache;
  }

  /** After the sources are there, before any command. */
  async restore(): Promise<void> {
    const { section, workspace, record, event } = this.#deps;
    const local = this.#settings.type === 'LOCAL' && this.#settings.modes.includes('LOCAL_CUSTOM_CACHE');
    if (!local && this.#settings.type !== 'S3') return;
    try {
      if (!this.#deps.objects) throw new NoCache('caches are switched off');
      if (section.paths.length === 0) throw new NoCache('no paths specified to be cached');
      if (local) await workspace.linkCache(record.cacheId, section.paths, event);
      else if (section.action !== 'save') await this.#download();
    } catch (error) {
      event(`Unable to initialize cache download: ${reasonOf(error)}`);
    }
  }

  /** Of a build none of whose phases failed. */
  async save(): Promise<void> {
    const { section, workspace, objects, record, event } = this.#deps;
    if (!objects || this.#settings.type !== 'S3' || section.paths.length === 0 || section.action === 'restore') return;
    const { bucket, key } = this.#place(this.#settings.location);
    try {
      const archive = await workspace.packCache(section.paths);
      if (!archive) return event('No files match the cache paths: the cache stays as it is');
      event('Uploading S3 cache...');
      await objects.put(record.scope, bucket, key, archive);
    } catch (error) {
      event(`Unable to upload cache: ${reasonOf(error)}`);
    }
  }

  async #download(): Promise<void> {
    const { section, workspace, objects, record, event } = this.#deps;
    if (!objects || this.#settings.type !== 'S3') return;
    for (const { pattern } of section.paths) event(`Expanded cache path ${pattern}`);
    event('Downloading S3 cache...');
    const { bucket, key } = this.#place(this.#settings.location);
    const { body } = objects.get(record.scope, bucket, key);
    event('Unarchiving cache...');
    await workspace.unpackCache(section.paths, body, event);
  }

  /** Which object it is, is unverified. */
  #place(location: string): { bucket: string; key: string } {
    const [bucket = '', ...prefix] = location.split('/').filter((part) => part !== '');
    return { bucket, key: [...prefix, this.#deps.record.cacheId].join('/') };
  }
}

/** Also of a full disk, or of a file that goes while it is packed. */
const reasonOf = (error: unknown): string =>
  error instanceof AwsError ? `${error.code}: ${error.message}` : messageOf(error);
