import type { Ids } from '../../kernel/ids.ts';
import type { Content, StoredImages } from '../ports/stored-images.ts';
import {
  emptyUpload,
  invalidLayer,
  invalidLayerPart,
  invalidParameter,
  layerExists,
  layerPartTooSmall,
  uploadNotFound,
} from './errors.ts';
import type { Repository } from './repository.ts';

/** Bytes that ECR expects of a part. Source: AWS CLI, example of ecr initiate-layer-upload. */
export const PART_SIZE = 10_485_760;
/** Source: ECR API, UploadLayerPart.layerPartBlob. */
const LARGEST_PART = 20_971_520;
/** Of every part but the last. Source: ECR API, LayerPartTooSmallException. */
const SMALLEST_PART = 5 * 1024 * 1024;

interface LayerUpload {
  repositoryUri: string;
  received: number;
  lastPart: number;
  /** A part that another one followed was too small. */
  tooSmall: boolean;
  /** Content is arriving: nothing else may come in between. */
  busy: boolean;
}

/** Layers on their way into repositories. They end with the engine: a client whose upload is unknown begins again. */
export class LayerUploads {
  readonly #images: StoredImages;
  readonly #ids: Ids;
  readonly #uploads = new Map<string, LayerUpload>();

  constructor(deps: { images: StoredImages; ids: Ids }) {
    this.#images = deps.images;
    this.#ids = deps.ids;
  }

  /** Returns the upload's id. */
  start(repository: Repository): string {
    const id = this.#ids.uuid();
    this.#uploads.set(id, { repositoryUri: repository.uri, received: 0, lastPart: 0, tooSmall: false, busy: false });
    return id;
  }

  /** Bytes so far. Throws UploadNotFoundException. */
  received(repository: Repository, id: string): number {
    return this.#find(repository, id).received;
  }

  /** A part of the API's: positions are of bytes in the layer, both inclusive. Returns the last byte's. */
  async addPart(
    repository: Repository,
    id: string,
    part: { firstByte: number; lastByte: number; content: Uint8Array },
  ): Promise<number> {
    const upload = this.#find(repository, id);
    const { firstByte, lastByte, content } = part;
    if (content.length > LARGEST_PART)
      throw invalidParameter(
        `'layerPartBlob' failed to satisfy constraint: 'Member must have length less than or equal to ${LARGEST_PART}'`,
      );
    if (
      upload.busy ||
      firstByte !== upload.received ||
      lastByte - firstByte + 1 !== content.length ||
      content.length === 0
    )
      throw invalidLayerPart(repository, id, upload.received);
    upload.tooSmall ||= upload.received > 0 && upload.lastPart < SMALLEST_PART;
    upload.lastPart = content.length;
    return (await this.#append(upload, id, content)) - 1;
  }

  /** What a client of the registry protocol sends: of any length, as ECR's proxy makes the parts. Resolves with the bytes so far. */
  append(repository: Repository, id: string, content: Content): Promise<number> {
    const upload = this.#find(repository, id);
    if (upload.busy) throw invalidLayerPart(repository, id, upload.received);
    upload.lastPart = SMALLEST_PART;
    return this.#append(upload, id, content);
  }

  /** Verifies the digest; the layer then belongs to the repository. Refused, the upload has ended, unless content is still arriving. */
  async complete(repository: Repository, id: string, digest: string): Promise<void> {
    const upload = this.#find(repository, id);
    if (upload.busy) throw invalidLayerPart(repository, id, upload.received);
    this.#uploads.delete(id);
    const refusal = this.#refusal(repository, upload, id, digest);
    if (refusal) {
      this.#images.discardUpload(id);
      throw refusal;
    }
    if (!(await this.#images.finishUpload(repository.uri, id, digest))) throw invalidLayer(digest, repository);
  }

  /** Throws UploadNotFoundException. */
  cancel(repository: Repository, id: string): void {
    this.#find(repository, id);
    this.#uploads.delete(id);
    this.#images.discardUpload(id);
  }

  #refusal(repository: Repository, upload: LayerUpload, id: string, digest: string): Error | undefined {
    if (upload.lastPart === 0) return emptyUpload(repository, id);
    if (upload.tooSmall) return layerPartTooSmall();
    if (this.#images.blobSize(repository.uri, digest) !== undefined) return layerExists(digest, repository);
    return undefined;
  }

  async #append(upload: LayerUpload, id: string, content: Content): Promise<number> {
    upload.busy = true;
    try {
      upload.received = await this.#images.appendTo(id, content);
      return upload.received;
    } catch (error) {
      // What arrived of it is unknown: nothing may follow.
      this.#uploads.delete(id);
      this.#images.discardUpload(id);
      throw error;
    } finally {
      upload.busy = false;
    }
  }

  #find(repository: Repository, id: string): LayerUpload {
    const upload = this.#uploads.get(id);
    if (upload?.repositoryUri !== repository.uri) throw uploadNotFound(id, repository);
    return upload;
  }
}
