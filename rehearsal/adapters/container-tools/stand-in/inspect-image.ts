import type { LocalImage } from './local-images.ts';
import { MACHINE_PLATFORM } from './platform.ts';

/** As `docker image inspect` shows it. Architecture is what `--platform` asked for; what it really runs on is this machine's. */
export function imageFacts(image: LocalImage) {
  const [os, architecture] = (image.platform ?? MACHINE_PLATFORM).split('/');
  return {
    Id: image.id,
    RepoTags: image.tags,
    RepoDigests: image.repoDigests,
    Created: new Date(image.createdAt).toISOString(),
    Config: image.config.config,
    Architecture: architecture,
    Os: os,
    Size: image.sizeBytes,
    RootFS: { Type: 'layers', Layers: image.config.rootfs.diff_ids },
  };
}
