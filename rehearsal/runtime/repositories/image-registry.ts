import type { Scope } from '../../kernel/scope.ts';
import type { ImageRegistry } from '../ports/image-registry.ts';
import { referrerOf } from './referrer.ts';
import type { Repositories } from './repositories.ts';

/** The repositories behind the registry protocol: the same use cases as the API's. */
export function imageRegistry(repositories: Repositories): ImageRegistry {
  const { uploads, tokens } = repositories;
  const find = (scope: Scope, name: string) => repositories.find(scope, name);
  return {
    clientOf: (password) => tokens.find(password),
    find,
    tags: (scope, name) =>
      repositories
        .images(find(scope, name))
        .flatMap(({ tags }) => tags)
        .toSorted(),
    image: (scope, name, reference) => repositories.existingImage(find(scope, name), idOf(reference)),
    put(scope, name, { manifest, mediaType, reference }) {
      const { imageDigest, imageTag } = idOf(reference);
      return repositories.put(find(scope, name), {
        manifest,
        mediaType,
        ...(imageTag !== undefined && { tag: imageTag }),
        ...(imageDigest !== undefined && { digest: imageDigest }),
      });
    },
    referrers: (scope, name, subject) => repositories.referrers(find(scope, name), subject).map(referrerOf),
    blobSize: (scope, name, digest) => repositories.layerSize(find(scope, name), digest),
    blob: (digest, range) => repositories.layerContent(digest, range),
    mount: (scope, name, digest, from) => repositories.mount(scope, find(scope, name), digest, from),
    startUpload: (scope, name) => uploads.start(find(scope, name)),
    received: (scope, name, upload) => uploads.received(find(scope, name), upload),
    append: (scope, name, upload, content) => uploads.append(find(scope, name), upload, content),
    complete: (scope, name, upload, digest) => uploads.complete(find(scope, name), upload, digest),
    cancel: (scope, name, upload) => uploads.cancel(find(scope, name), upload),
  };
}

const idOf = (reference: string): { imageDigest?: string; imageTag?: string } =>
  reference.startsWith('sha256:') ? { imageDigest: reference } : { imageTag: reference };
